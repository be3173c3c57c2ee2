using System.CommandLine;

namespace ModelZoo.Cli.Commands;

/// <summary>completion: prints a script by which a shell completes verbs, options and names on Tab.</summary>
internal static class CompletionCommand
{
    // Each script asks the program, by System.CommandLine's directive [suggest:CURSOR] and the line so far.
    private static readonly Dictionary<string, string> Scripts = new()
    {
        ["bash"] = """
            _modelzoo() {
              local IFS=$'\n'
              local words="$(modelzoo "[suggest:$COMP_POINT]" "$COMP_LINE" 2> /dev/null)"
              COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
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
              modelzoo "[suggest:$position]" "$ast" |
                Where-Object { $_ -like "$word*" } |
                ForEach-Object { [System.Management.Automation.CompletionResult]::new($_) }
            }
            """,
    };

    internal static Command Verb()
    {
        var shell = new Argument<string>("shell") { Description = string.Join(", ", Scripts.Keys) };
        shell.AcceptOnlyFromAmong([.. Scripts.Keys]);
        var about = Options.About("Print a script that completes words on Tab", "completion bash >> ~/.bashrc");
        var verb = new Command("completion", about) { shell };
        verb.SetAction(parsed => Console.Out.WriteLine(Scripts[parsed.GetValue(shell)!]));
        return verb;
    }
}
