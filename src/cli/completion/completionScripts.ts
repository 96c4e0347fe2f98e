import type { Shell } from './shells';

/** Completion scripts. Each asks `assetmill complete` for candidates and offers files when there are none. */

const bash = `# Completion of assetmill for bash. In ~/.bashrc: source <(assetmill completion bash)
_assetmill() {
  local value
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    COMPREPLY+=("$(printf %q "$value")")
  done < <("\${COMP_WORDS[0]}" complete "--current=\${COMP_WORDS[COMP_CWORD]}" -- "\${COMP_WORDS[@]:1:COMP_CWORD-1}" 2>/dev/null)
}
complete -o bashdefault -o default -F _assetmill assetmill
`;

const zsh = `#compdef assetmill
# Completion of assetmill for zsh. In ~/.zshrc, after compinit: source <(assetmill completion zsh)
_assetmill() {
  local line
  local -a candidates
  for line in "\${(@f)$("\${(Q)words[1]}" complete "--current=\${(Q)words[CURRENT]}" -- "\${(@Q)words[2,CURRENT-1]}" 2>/dev/null)}"; do
    [[ -n $line ]] && candidates+=("\${\${line%%$'\\t'*}//:/\\\\:}:\${line#*$'\\t'}")
  done
  if (( $#candidates )); then
    _describe assetmill candidates
  else
    _files
  fi
}
compdef _assetmill assetmill
`;

const fish = `# Completion of assetmill for fish: assetmill completion fish > ~/.config/fish/completions/assetmill.fish
function __assetmill_complete
    set -l words (commandline -opc)
    set -l current (commandline -ct)
    set -l candidates ($words[1] complete "--current=$current" -- $words[2..-1] 2>/dev/null)
    if test (count $candidates) -gt 0
        printf '%s\\n' $candidates
    else
        __fish_complete_path "$current"
    end
end
complete -c assetmill -f -a '(__assetmill_complete)'
`;

const powershell = `# Completion of assetmill for PowerShell. In $PROFILE: assetmill completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName assetmill -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $words = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $previous = @($words | Select-Object -Skip 1)
  & $words[0] complete "--current=$wordToComplete" '--' @previous 2>$null | ForEach-Object {
    $value, $description = $_ -split "\`t", 2
    if (-not $description) { $description = $value }
    [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $description)
  }
}
`;

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell };
