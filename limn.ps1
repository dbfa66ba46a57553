# Runs Limn on Windows: finds a JDK, builds on first use and whenever a source is newer than the
# build, then runs Java. It does what `limn` does, in the same order and under the same names.
#
#   LIMN_JAVA_HOME    the JDK to use, 25 or newer (else JAVA_HOME, PATH, the usual places)
#   LIMN_JAVA_OPTS    more options for the JVM, separated by blanks: "-Xmx8g"
#   LIMN_CUDA         1 takes the CUDA build of the engine, 0 the other; kept until it is said again
#   LIMN_CLASS_PATH   run from this class path, and build nothing
#   LIMN_DEBUG        1: print the stack of an error
#
# What is built lies in target\limn: `current` says where, and is as old as the start of its build.
$ErrorActionPreference = 'Stop'
$root = $PSScriptRoot
$state = Join-Path $root 'target\limn'
$current = Join-Path $state 'current'
$lock = Join-Path $state 'lock'
$heap = @('-XX:+UseSerialGC', '-Xms96m', '-Xmn64m', '-XX:SurvivorRatio=2')
$leastJava = 25

# --- building ------------------------------------------------------------------------------------

function Say([string] $text) { [Console]::Error.WriteLine($text) }

function Test-Jdk([string] $place) { # whether it is the folder of a JDK that is new enough
  if (-not $place -or -not (Test-Path "$place\bin\javac.exe") -or -not (Test-Path "$place\release")) { return $false }
  $line = Select-String -LiteralPath "$place\release" -Pattern '^JAVA_VERSION="(\d+)' | Select-Object -First 1
  return [bool]($line -and [int]$line.Matches[0].Groups[1].Value -ge $leastJava)
}

function Find-Jdk {
  if ($env:LIMN_JAVA_HOME) {
    if (Test-Jdk $env:LIMN_JAVA_HOME) { return $env:LIMN_JAVA_HOME }
    throw "LIMN_JAVA_HOME is '$env:LIMN_JAVA_HOME'; expected the folder of a JDK $leastJava or newer, or no such variable"
  }
  $places = @($env:JAVA_HOME)
  $javac = Get-Command javac.exe -ErrorAction SilentlyContinue | Select-Object -First 1
  if ($javac) { $places += Split-Path (Split-Path $javac.Source) }
  $places += @(Get-ChildItem "$env:ProgramFiles\Java", "$env:ProgramFiles\Eclipse Adoptium", "$env:ProgramFiles\Microsoft", "$env:USERPROFILE\.jdks" -Directory -ErrorAction SilentlyContinue |
      Sort-Object Name -Descending | ForEach-Object FullName)
  foreach ($place in $places) {
    if (Test-Jdk $place) { return $place }
  }
  throw "Limn needs a JDK $leastJava or newer and found none. Install one, or set JAVA_HOME to it."
}

function Test-SourcesNewer { # whether any source is newer than the build
  if (-not (Test-Path (Join-Path $root 'limn-cli\src'))) { return $false }
  $built = (Get-Item -LiteralPath $current).LastWriteTimeUtc
  $places = @((Join-Path $root 'pom.xml'), (Join-Path $root '.mvn')) + @(Get-ChildItem $root -Directory -Filter 'limn-*' | ForEach-Object {
      (Join-Path $_.FullName 'pom.xml'), (Join-Path $_.FullName 'src\main') } | Where-Object { Test-Path $_ })
  $newer = @(Get-Item -LiteralPath $places) + @(Get-ChildItem -LiteralPath $places -Recurse -Force -ErrorAction SilentlyContinue) |
    Where-Object { $_.LastWriteTimeUtc -gt $built } | Select-Object -First 1
  return [bool]$newer
}

function Read-Current { # the build that can be run, or nothing: four lines say of which place, JDK and engine
  if (-not (Test-Path $current)) { return $null }
  $lines = @(Get-Content -LiteralPath $current -Encoding UTF8)
  if ($lines.Count -lt 4) { return $null }
  $cuda = if ($lines[2] -eq '1') { '1' } else { '0' }
  $script:builtCuda = $cuda
  $wanted = if ($env:LIMN_CUDA) { $env:LIMN_CUDA } else { $cuda }
  if ($lines[0] -ne $root -or $wanted -ne $cuda -or -not (Test-Path -LiteralPath (Join-Path $lines[3] 'java.args'))) { return $null }
  return @{ Java = $lines[1]; App = $lines[3] }
}

function Get-UpToDate {
  $build = Read-Current
  if ($build -and -not (Test-SourcesNewer)) { return $build }
  return $null
}

function Enter-Lock { # one build at a time; a lock whose owner is gone does not count
  while ($true) {
    try {
      New-Item -ItemType Directory -Path $lock | Out-Null
      break
    } catch {
      if (-not (Test-Path $lock)) { throw }
      $owner = Get-Content -LiteralPath (Join-Path $lock 'pid') -ErrorAction SilentlyContinue | Select-Object -First 1
      if ($owner -and -not (Get-Process -Id ([int]$owner) -ErrorAction SilentlyContinue)) {
        Remove-Item -LiteralPath $lock -Recurse -Force -ErrorAction SilentlyContinue
      } else {
        Start-Sleep -Seconds 1
      }
    }
  }
  Set-Content -LiteralPath (Join-Path $lock 'pid') -Value $PID
}

function Exit-Lock { Remove-Item -LiteralPath $lock -Recurse -Force -ErrorAction SilentlyContinue }

function Quote-Argument([string] $text) { return '"' + $text.Replace('\', '\\') + '"' } # as a file of JVM arguments has it

function Write-Arguments([string] $file, [string[]] $lines) { # java reads them in the machine's own code page
  $page = [Globalization.CultureInfo]::CurrentCulture.TextInfo.ANSICodePage
  [IO.File]::WriteAllLines($file, $lines, [Text.Encoding]::GetEncoding($page))
}

function Build([string] $jdk) {
  $cuda = if ($env:LIMN_CUDA) { $env:LIMN_CUDA } elseif ($script:builtCuda) { $script:builtCuda } else { '0' }
  switch ($cuda) {
    '0' { $arguments = @(); $extension = '' }
    '1' { $arguments = @('-Pgpu'); $extension = '-gpu' }
    default { throw "LIMN_CUDA is '$cuda'; expected 0 or 1" }
  }
  New-Item -ItemType Directory -Force $state | Out-Null
  Enter-Lock
  try {
    $ready = Get-UpToDate # another process may just have built it
    if ($ready) { return @{ Java = $jdk; App = $ready.App } }
    Say 'building Limn (once)...'
    $begun = (Get-Date).ToUniversalTime()
    $log = Join-Path $state 'build.log'
    $before = $env:JAVA_HOME
    $env:JAVA_HOME = $jdk
    try {
      $more = $arguments -join ' '
      cmd /c "cd /d `"$root`" && mvnw.cmd -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true $more package > `"$log`" 2>&1 < nul"
      $failed = $LASTEXITCODE -ne 0
    } finally {
      $env:JAVA_HOME = $before
    }
    if ($failed) {
      Select-String -LiteralPath $log -Pattern '^\[(ERROR|WARNING)\]' | Select-Object -First 30 | ForEach-Object { Say $_.Line }
      throw "the build failed; all of it is in $log"
    }

    # A folder of its own for every build: a process that still runs from an older one keeps its jars.
    $app = Join-Path $state ('{0:yyyyMMdd-HHmmss}-{1}' -f (Get-Date), $PID)
    $lib = Join-Path $state 'lib'
    New-Item -ItemType Directory -Force $app, $lib | Out-Null
    $jars = @()
    foreach ($jar in Get-ChildItem (Join-Path $root 'limn-*\target\limn-*.jar')) {
      Copy-Item -LiteralPath $jar.FullName -Destination $app
      $jars += Join-Path $app $jar.Name
    }
    if ($jars.Count -eq 0) { throw "the build made no jars; its log is $log" }
    foreach ($jar in (Get-Content -LiteralPath (Join-Path $root 'limn-cli\target\class-path') -Raw).Trim().Split(';')) {
      $copy = Join-Path $lib (Split-Path $jar -Leaf)
      if (-not (Test-Path -LiteralPath $copy)) { Copy-Item -LiteralPath $jar -Destination $copy }
      $jars += $copy
    }
    $args_file = Join-Path $app 'java.args'
    $lines = @('-cp', (Quote-Argument ($jars -join ';'))) + $heap + @('--enable-native-access=ALL-UNNAMED',
      '--sun-misc-unsafe-memory-access=allow', '-Xlog:disable', '-Xlog:all=warning,aot*=off,cds*=off:stderr',
      "-Dorg.bytedeco.javacpp.platform.extension=$extension", '-Dstdout.encoding=UTF-8', '-Dstderr.encoding=UTF-8',
      (Quote-Argument "-Dlimn.home=$root"))
    Write-Arguments $args_file $lines

    # What start-up loads and links is kept in an ahead-of-time cache; without one everything works,
    # a little later. The engine unpacks itself here for the first time and says so.
    $cache = Join-Path $app 'limn.aot'
    $ErrorActionPreference = 'Continue' # what a program writes to standard error is no error here
    & "$jdk\bin\java.exe" "@$args_file" "-XX:AOTCacheOutput=$cache" dev.limn.cli.AotWarmup 2>&1 |
      ForEach-Object { $line = "$_"; Add-Content -LiteralPath $log -Value $line; if ($line.StartsWith('limn:')) { Say $line } }
    $ErrorActionPreference = 'Stop'
    if (Test-Path -LiteralPath $cache) { Write-Arguments $args_file ($lines + (Quote-Argument "-XX:AOTCache=$cache")) }

    [IO.File]::WriteAllLines("$current.new", [string[]] @($root, $jdk, $cuda, $app)) # in UTF-8
    (Get-Item -LiteralPath "$current.new").LastWriteTimeUtc = $begun
    Move-Item -LiteralPath "$current.new" -Destination $current -Force
    Get-ChildItem $state -Directory -Filter '2*' | Where-Object { $_.FullName -ne $app } |
      ForEach-Object { Remove-Item -LiteralPath $_.FullName -Recurse -Force -ErrorAction SilentlyContinue } # a running one stays
    return @{ Java = $jdk; App = $app }
  } finally {
    Exit-Lock
  }
}

# --- running -------------------------------------------------------------------------------------

# Verbs that are over in a second are better off with the quick compiler alone.
$verb = $args | Where-Object { "$_" -notlike '-*' } | Select-Object -First 1
$compiler = @()
if (@($null, '', 'help', 'draw', 'doctor', 'info', 'models') -contains $verb) { $compiler = @('-XX:TieredStopAtLevel=1') }
$more = @()
if ($env:LIMN_JAVA_OPTS) { $more = @($env:LIMN_JAVA_OPTS.Split(' ', [StringSplitOptions]::RemoveEmptyEntries)) }

try {
  if ($env:LIMN_CLASS_PATH) {
    $jdk = Find-Jdk
    $extension = if ($env:LIMN_CLASS_PATH -like '*-gpu.jar*') { '-gpu' } else { '' }
    $java = @('-cp', $env:LIMN_CLASS_PATH) + $heap + @('--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow',
      "-Dorg.bytedeco.javacpp.platform.extension=$extension", '-Dstdout.encoding=UTF-8', '-Dstderr.encoding=UTF-8', "-Dlimn.home=$root")
  } else {
    $build = Get-UpToDate
    if ($build) {
      # What one JDK has built runs on every other that is new enough.
      $jdk = $build.Java
      $chosen = if ($env:LIMN_JAVA_HOME) { $env:LIMN_JAVA_HOME } else { $env:JAVA_HOME }
      if (-not (Test-Path "$jdk\bin\java.exe") -or ($chosen -and $chosen -ne $jdk)) { $jdk = Find-Jdk }
    } else {
      $build = Build (Find-Jdk)
      $jdk = $build.Java
    }
    $java = @("@$(Join-Path $build.App 'java.args')")
  }
} catch {
  Say "limn: $($_.Exception.Message)"
  exit 1
}
$ErrorActionPreference = 'Continue'
& "$jdk\bin\java.exe" @java @compiler @more dev.limn.cli.Main @args
exit $LASTEXITCODE
