using System.Text.RegularExpressions;
using Xunit;

namespace ModelZoo.Tests.Architecture;

public partial class DocsLinkTests
{
    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        var broken = from page in Repository.Pages
                     from link in Link().Matches(File.ReadAllText(page))
                     let target = Path.Combine(Path.GetDirectoryName(page)!, link.Groups[1].Value)
                     where !Path.Exists(target)
                     select $"{Path.GetFileName(page)} points to {link.Groups[1].Value}, which does not exist.";
        Assert.Empty(broken);
    }

    [GeneratedRegex(@"\]\((?!http)([^)#]+)")]
    private static partial Regex Link();
}
