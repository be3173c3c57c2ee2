using System.CommandLine;

namespace ModelZoo.Cli.Commands;

/// <summary>completion: what a shell has to read so that Tab completes verbs, options and names.</summary>
internal static class CompletionCommand
{
    // Each asks the program itself, by System.CommandLine's [suggest] directive: the cursor's place, then the line so far.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _modelzoo() {
              local IFS=$'\n'
              COMPREPLY=($(compgen -W "$(modelzoo "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -F _modelzoo modelzoo
            """,
        ["zsh"] = """
            _modelzoo() { compadd -- "${(@f)$(modelzoo "[suggest:$CURSOR]" "$BUFFER" 2> /dev/null)}" }
            compdef _modelzoo modelzoo
            """,
        ["fish"] = """
            complete -f -c modelzoo -a '(modelzoo "[suggest:"(commandline -C)"]" (commandline) 2> /dev/null)'
            """,
        ["pwsh"] = """
            Register-ArgumentCompleter -Native -CommandName modelzoo -ScriptBlock {
              param($word, $ast, $position)
              modelzoo "[suggest:$position]" "$ast" | Where-Object { $_ -like "$word*" } | ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    internal static Command Verb()
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Scripts.Keys) };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var verb = new Command("completion", "Print what makes a shell complete this program's words. Example: modelzoo completion bash >> ~/.bashrc") { shell };
        verb.SetAction(parsed =>
        {
            Console.Out.WriteLine(Scripts[parsed.GetValue(shell)!]);
            return ExitCode.Done;
        });
        return verb;
    }
}
