# Runs Limn on Windows: finds a JDK 25 or newer, builds on first use and whenever a source is newer
# than the build, then runs Java. LIMN_JAVA_HOME, LIMN_JAVA_OPTS and LIMN_CUDA as in `limn`.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$state = Join-Path $root 'target\limn'
$stamp = Join-Path $state 'current'

function Find-Jdk {
  $places = @($env:LIMN_JAVA_HOME, $env:JAVA_HOME) +
    @(Get-ChildItem "$env:ProgramFiles\Java", "$env:ProgramFiles\Eclipse Adoptium", "$env:ProgramFiles\Microsoft" -Directory -ErrorAction SilentlyContinue |
      Sort-Object Name -Descending | ForEach-Object FullName)
  foreach ($place in $places) {
    if (-not $place -or -not (Test-Path "$place\bin\javac.exe") -or -not (Test-Path "$place\release")) { continue }
    $line = Select-String -Path "$place\release" -Pattern '^JAVA_VERSION="(\d+)' | Select-Object -First 1
    if ($line -and [int]$line.Matches[0].Groups[1].Value -ge 25) { return $place }
  }
  throw 'Limn needs a JDK 25 or newer and found none. Install one, or set JAVA_HOME to it.'
}

try {
  $jdk = Find-Jdk
  $stale = -not (Test-Path $stamp)
  if (-not $stale) {
    $built = (Get-Item $stamp).LastWriteTimeUtc
    $sources = @(Join-Path $root 'pom.xml') + @(Get-ChildItem $root -Directory -Filter 'limn-*' | ForEach-Object {
        Join-Path $_.FullName 'pom.xml'; Join-Path $_.FullName 'src\main' })
    $stale = [bool](Get-ChildItem $sources -Recurse | Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1)
  }
  if ($stale) {
    [Console]::Error.WriteLine('building Limn (once)...')
    New-Item -ItemType Directory -Force $state | Out-Null
    $begun = Get-Date
    $log = Join-Path $state 'build.log'
    $env:JAVA_HOME = $jdk
    $gpu = if ($env:LIMN_CUDA -eq '1') { '-Pgpu' } else { '' }
    cmd /c "cd /d `"$root`" && mvnw.cmd -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true $gpu package > `"$log`" 2>&1"
    if ($LASTEXITCODE -ne 0) {
      Select-String -Path $log -Pattern '^\[(ERROR|WARNING)\]' | Select-Object -First 30 -ExpandProperty Line | ForEach-Object { [Console]::Error.WriteLine($_) }
      throw "the build failed; all of it is in $log"
    }
    $own = Get-ChildItem (Join-Path $root 'limn-*\target\limn-*.jar') | ForEach-Object FullName
    $path = (@($own) + @((Get-Content (Join-Path $root 'limn-cli\target\class-path')).Split(';'))) -join ';'
    $extension = if ($gpu) { '-gpu' } else { '' }
    @('-cp', "`"$($path.Replace('\', '\\'))`"", '-XX:+UseSerialGC', '-Xms96m', '-Xmn64m', '-XX:SurvivorRatio=2', '--enable-native-access=ALL-UNNAMED',
      '--sun-misc-unsafe-memory-access=allow', "-Dorg.bytedeco.javacpp.platform.extension=$extension",
      '-Dstdout.encoding=UTF-8', '-Dstderr.encoding=UTF-8',
      "`"-Dlimn.home=$($root.Replace('\', '\\'))`"") | Set-Content $stamp -Encoding Default
    (Get-Item $stamp).LastWriteTimeUtc = $begun.ToUniversalTime()
  }
} catch {
  [Console]::Error.WriteLine("limn: $_")
  exit 1
}
$more = if ($env:LIMN_JAVA_OPTS) { $env:LIMN_JAVA_OPTS.Split(' ') } else { @() }
& "$jdk\bin\java.exe" "@$stamp" @more dev.limn.cli.Main @args
exit $LASTEXITCODE
