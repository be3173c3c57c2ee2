using System.Diagnostics;
using System.IO.Compression;
using System.Reflection.Metadata;
using System.Text;
using System.Xml.Linq;
using Xunit;

namespace ModelZoo.Tests.EndToEnd;

/// <summary>Packs the build that is there, and uses the packages in programs and folders of their own.</summary>
public sealed class PackageTests(PackageTests.Packages packages) : IClassFixture<PackageTests.Packages>
{
    // Kinds of debug information, as the format of portable PDB files defines them.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    public sealed class Packages : IDisposable
    {
        private readonly Scratch _scratch = new();

        public Packages() =>
            Dotnet(Repository.Root, "pack", "ModelZoo.sln", "--no-build", "--nologo", "-v", "q", "-o", Folder);

        internal string Folder => _scratch["packages"];
        internal string this[string name] => _scratch[name];
        internal string MakeFolder(string name) => _scratch.MakeFolder(name);
        public void Dispose() => _scratch.Dispose();

        /// <summary>Opens a package, or its symbols. ModelZoo must not find ModelZoo.Cli.</summary>
        internal ZipArchive Open(string package, string extension) =>
            ZipFile.OpenRead(Directory.GetFiles(Folder, $"{package}.*.{extension}")
                .Single(file => char.IsAsciiDigit(Path.GetFileName(file)[package.Length + 1])));
    }

    [Theory]
    [InlineData("ModelZoo.LibTorch", "lib/net10.0/ModelZoo.LibTorch", "TorchSharp")]
    [InlineData("ModelZoo.Datasets", "lib/net10.0/ModelZoo.Datasets",
        "ModelZoo.LibTorch SkiaSharp SkiaSharp.NativeAssets.Linux.NoDependencies TorchSharp")]
    [InlineData("ModelZoo", "lib/net10.0/ModelZoo.Models", "ModelZoo.LibTorch TorchSharp")]
    [InlineData("ModelZoo.Onnx", "lib/net10.0/ModelZoo.Onnx",
        "Google.Protobuf Microsoft.ML.OnnxRuntime ModelZoo TorchSharp")]
    [InlineData("ModelZoo.Training", "lib/net10.0/ModelZoo.Training",
        "ModelZoo ModelZoo.Datasets ModelZoo.LibTorch TorchSharp")]
    [InlineData("ModelZoo.Runs", "lib/net10.0/ModelZoo.Runs", "ModelZoo.Training TorchSharp")]
    [InlineData("ModelZoo.Reports", "lib/net10.0/ModelZoo.Reports",
        "MathNet.Numerics ModelZoo.Runs SkiaSharp TorchSharp")]
    [InlineData("ModelZoo.Cli", "tools/net10.0/any/modelzoo-cli", "")]
    public void Package_has_readme_license_documentation_dependencies_and_symbols_with_sources(
        string package, string assembly, string needs)
    {
        using var archive = packages.Open(package, "nupkg");
        using var specification = archive.GetEntry(package + ".nuspec")!.Open();
        var metadata = XDocument.Load(specification).Root!.Elements().Single();
        Assert.Equal("MIT", Text("license"));
        Assert.Equal("README.md", Text("readme"));
        Assert.NotEmpty(Text("description"));
        var dependencies = metadata.Descendants().Where(element => element.Name.LocalName == "dependency");
        Assert.Equal(needs.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            dependencies.Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal));
        foreach (var file in new[] { "README.md", assembly + ".dll", assembly + ".xml" })
            Assert.True(archive.GetEntry(file)?.Length > 0, $"{package} has no {file}");

        using var symbols = packages.Open(package, "snupkg");
        using var pdb = symbols.GetEntry(assembly + ".pdb")!.Open();
        var (_, sources, documents) = Inspect(pdb);
        // One document holds attributes that the compiler wrote. It has no source file.
        Assert.True(sources >= documents - 1 && sources > 0,
            $"{package}: the symbols hold the sources of {sources} of {documents} files.");

        string Text(string name) => metadata.Elements().Single(element => element.Name.LocalName == name).Value;
    }

    [Fact]
    public void Symbols_link_to_the_remote_of_the_checkout()
    {
        var place = packages.MakeFolder("checkout");
        foreach (var file in new[]
            { "Directory.Build.props", "Directory.Packages.props", "README.md", ".editorconfig", "global.json" })
            File.Copy(Path.Combine(Repository.Root, file), Path.Combine(place, file));
        File.Copy(Path.Combine(Repository.Root, "Common", "Nearest.cs"), Path.Combine(place, "Nearest.cs"));
        File.WriteAllText(Path.Combine(place, "One.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><IsPackable>true</IsPackable></PropertyGroup>
            </Project>
            """);
        foreach (var command in new[]
        {
            "init --quiet",
            "remote add origin https://github.com/example/one.git",
            "add .",
            "-c user.name=a -c user.email=a@example.com commit --quiet --message one",
        })
            Run("git", place, command.Split(' '));
        Dotnet(place, "build", "--nologo", "-v", "q", "-p:RunAnalyzers=false");
        using var pdb = File.OpenRead(Path.Combine(place, "artifacts", "bin", "One", "release", "One.pdb"));
        Assert.Contains("https://raw.githubusercontent.com/example/one/", Inspect(pdb).Link);
    }

    [Fact]
    public void The_tool_installs_and_lists_the_models()
    {
        var (source, tools) = (packages.Folder, packages["tool"]);
        Dotnet(source, "tool", "install", "ModelZoo.Cli", "--tool-path", tools, "--source", source);
        Assert.Contains("lenet", Run(Path.Combine(tools, "modelzoo"), source, "list"));
    }

    [Fact]
    public void A_program_elsewhere_trains_with_the_packages_alone()
    {
        var place = packages.MakeFolder("elsewhere");
        var sample = Path.Combine(Repository.Root, "samples", "TrainZooModel", "Program.cs");
        File.Copy(sample, Path.Combine(place, "Program.cs"));
        File.WriteAllText(Path.Combine(place, "Elsewhere.csproj"), """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ModelZoo.Training" Version="*" />
                <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
              </ItemGroup>
            </Project>
            """);
        var built = packages["built"];
        Dotnet(place, "build", "--nologo", "-v", "q", "-o", built,
            "--source", packages.Folder, "--source", RestoredPackages());
        Assert.Contains("test accuracy", Dotnet(place, built + "/Elsewhere.dll", "softmax", "1", "500"));
    }

    /// <summary>A package source that needs no network: the packages that this build has restored.</summary>
    private string RestoredPackages()
    {
        var list = Dotnet(Repository.Root, "nuget", "locals", "global-packages", "--list", "--force-english-output");
        var root = list.Split(": ", 2)[1].Trim();
        string[] names =
            ["torchsharp", "libtorch-cpu-linux-x64", "google.protobuf", "sharpziplib", "skiasharp*", "system.memory"];
        var found =
            from package in names
            from folder in Directory.GetDirectories(root, package)
            from file in Directory.GetFiles(folder, "*.nupkg", SearchOption.AllDirectories)
            select file;
        var source = packages.MakeFolder("others");
        foreach (var file in found)
            File.CreateSymbolicLink(Path.Combine(source, Path.GetFileName(file)), file);
        return source;
    }

    private static (string Link, int Sources, int Documents) Inspect(Stream pdb)
    {
        var bytes = new MemoryStream();
        pdb.CopyTo(bytes);
        bytes.Position = 0;
        using var provider = MetadataReaderProvider.FromPortablePdbStream(bytes);
        var reader = provider.GetMetadataReader();
        var byKind = reader.CustomDebugInformation.Select(reader.GetCustomDebugInformation)
            .ToLookup(information => reader.GetGuid(information.Kind));
        var link = byKind[SourceLink].Select(information => reader.GetBlobBytes(information.Value))
            .Select(Encoding.UTF8.GetString).SingleOrDefault("");
        return (link, byKind[EmbeddedSource].Count(), reader.Documents.Count);
    }

    private static string Dotnet(string folder, params string[] arguments) => Run("dotnet", folder, arguments);

    private static string Run(string program, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            WorkingDirectory = folder,
        };
        // A build process that stays for the next build would keep the output open for 15 minutes.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // The package cache may hold packages of the same version from an earlier run.
        if (program != "git" && !arguments.Contains("pack") && !arguments.Contains("locals"))
            start.Environment["NUGET_PACKAGES"] = Path.Combine(folder, "restored");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}");
        return output;
    }
}
