
using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Xml.Linq;
using Xunit;

namespace ModelZoo.Tests.Architecture;

/// <summary>What `dotnet pack` makes of the build that is there, and that a stranger can use it.</summary>
public sealed class PackageTests(PackageTests.Packages packages) : IClassFixture<PackageTests.Packages>
{
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A"), EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public sealed class Packages : IDisposable
    {
        private readonly Scratch _scratch = new();

        public Packages() => Dotnet(Repository.Root, "pack", "ModelZoo.sln", "--no-build", "--nologo", "-v", "q", "-o", Folder);

        internal string Folder => _scratch["packages"];
        internal string this[string name] => _scratch[name];
        public void Dispose() => _scratch.Dispose();
    }

    [Theory]
    [InlineData("ModelZoo.LibTorch", "lib/net10.0/ModelZoo.LibTorch", "TorchSharp")]
    [InlineData("ModelZoo.Datasets", "lib/net10.0/ModelZoo.Datasets", "ModelZoo.LibTorch SkiaSharp SkiaSharp.NativeAssets.Linux.NoDependencies TorchSharp")]
    [InlineData("ModelZoo", "lib/net10.0/ModelZoo.Models", "ModelZoo.LibTorch TorchSharp")]
    [InlineData("ModelZoo.Training", "lib/net10.0/ModelZoo.Training", "ModelZoo ModelZoo.Datasets ModelZoo.LibTorch TorchSharp")]
    [InlineData("ModelZoo.Runs", "lib/net10.0/ModelZoo.Runs", "ModelZoo.Training TorchSharp")]
    [InlineData("ModelZoo.Reports", "lib/net10.0/ModelZoo.Reports", "Google.Protobuf ModelZoo.Runs TorchSharp")]
    [InlineData("ModelZoo.Cli", "tools/net10.0/any/modelzoo-cli", "")]
    public void A_package_has_its_readme_licence_documentation_symbols_and_sources(string package, string assembly, string needs)
    {
        using var archive = ZipFile.OpenRead(Directory.GetFiles(packages.Folder, package + ".*.nupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)[package.Length + 1])));
        using var specification = archive.GetEntry(package + ".nuspec")!.Open();
        var metadata = XDocument.Load(specification).Root!.Elements().Single();
        string Text(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
        Assert.Equal("MIT", Text("license"));
        Assert.Equal("README.md", Text("readme"));
        Assert.NotEmpty(Text("description"));
        Assert.Equal(needs.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            metadata.Descendants().Where(element => element.Name.LocalName == "dependency").Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        foreach (var file in new[] { "README.md", assembly + ".dll", assembly + ".xml" })
            Assert.True(archive.GetEntry(file)?.Length > 0, $"{package} has no {file}");

        using var symbols = ZipFile.OpenRead(Directory.GetFiles(packages.Folder, package + ".*.snupkg").Single(file => char.IsAsciiDigit(Path.GetFileName(file)[package.Length + 1])));
        using var pdb = symbols.GetEntry(assembly + ".pdb")!.Open();
        var (_, sources, documents) = Look(pdb);
        // The attributes that the compiler writes itself are in no file of ours.
        Assert.True(sources >= documents - 1 && sources > 0, $"{sources} of {documents} files are in the symbols of {package}");
    }

    [Fact]
    public void In_a_checkout_with_a_remote_the_symbols_link_to_it()
    {
        var place = packages["checkout"];
        Directory.CreateDirectory(place);
        foreach (var file in new[] { "Directory.Build.props", "Directory.Packages.props", "README.md", ".editorconfig", "global.json" })
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(place, file));
        File.Copy(Path.Combine(Repository.Root, "Common", "Nearest.cs"), Path.Combine(place, "Nearest.cs"));
        File.WriteAllText(Path.Combine(place, "One.csproj"), """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><IsPackable>true</IsPackable></PropertyGroup></Project>""");
        foreach (var command in new[] { "init --quiet", "remote add origin https://github.com/example/one.git", "add .", "-c user.name=a -c user.email=a@example.com commit --quiet --message one" })
            Run("git", place, command.Split(' '));
        Dotnet(place, "build", "--nologo", "-v", "q", "-p:RunAnalyzers=false");
        using var pdb = File.OpenRead(Path.Combine(place, "artifacts", "bin", "One", "release", "One.pdb"));
        Assert.Contains("https://raw.githubusercontent.com/example/one/", Look(pdb).Link);
    }

    [Fact]
    public void The_tool_installs_and_lists_the_models()
    {
        Dotnet(packages.Folder, "tool", "install", "ModelZoo.Cli", "--tool-path", packages["tool"], "--source", packages.Folder);
        Assert.Contains("lenet", Run(Path.Combine(packages["tool"], "modelzoo"), packages.Folder, "list"));
    }

    [Fact]
    public void A_program_elsewhere_trains_with_the_packages_alone()
    {
        var place = packages["elsewhere"];
        Directory.CreateDirectory(place);
        File.Copy(Path.Combine(Repository.Root, "samples", "TrainZooModel", "Program.cs"), Path.Combine(place, "Program.cs"));
        File.WriteAllText(Path.Combine(place, "Elsewhere.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable></PropertyGroup>
              <ItemGroup><PackageReference Include="ModelZoo.Training" Version="*" /><PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" /></ItemGroup>
            </Project>
            """);
        Dotnet(place, "build", "--nologo", "-v", "q", "--source", packages.Folder, "--source", Restored(), "-o", packages["built"]);
        Assert.Contains("test accuracy", Dotnet(place, packages["built"] + "/Elsewhere.dll", "softmax", "1", "500"));
    }

    /// <summary>A source in place of a network: the packages of others that this build restored.</summary>
    private string Restored()
    {
        var root = Dotnet(Repository.Root, "nuget", "locals", "global-packages", "--list", "--force-english-output").Split(": ", 2)[1].Trim();
        Directory.CreateDirectory(packages["others"]);
        foreach (var package in new[] { "torchsharp", "libtorch-cpu-linux-x64", "google.protobuf", "sharpziplib", "skiasharp*", "system.memory" })
            foreach (var folder in Directory.GetDirectories(root, package))
                foreach (var file in Directory.GetFiles(folder, "*.nupkg", SearchOption.AllDirectories))
                    File.CreateSymbolicLink(Path.Combine(packages["others"], Path.GetFileName(file)), file);
        return packages["others"];
    }

    private static (string Link, int Sources, int Documents) Look(Stream pdb)
    {
        var bytes = new MemoryStream();
        pdb.CopyTo(bytes);
        bytes.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(bytes);
        var reader = provider.GetMetadataReader();
        var kept = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation).ToLookup(information => reader.GetGuid(information.Kind));
        var link = kept[SourceLink].Select(information => System.Text.Encoding.UTF8.GetString(reader.GetBlobBytes(information.Value))).SingleOrDefault("");
        return (link, kept[EmbeddedSource].Count(), reader.Documents.Count);
    }

    private static string Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, arguments);

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, WorkingDirectory = folder };
        // Packages of this version that an earlier run left elsewhere are not these.
        if (program != "git" && !arguments.Contains("pack") && !arguments.Contains("locals"))
            start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "restored");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
