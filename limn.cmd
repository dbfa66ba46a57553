@echo off
rem Runs Limn on Windows; see limn.ps1.
powershell -NoProfile -ExecutionPolicy Bypass -File "%~dp0limn.ps1" %*
exit /b %ERRORLEVEL%
