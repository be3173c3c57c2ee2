using ModelZoo.Cli;

return CommandLine.Run(args);
