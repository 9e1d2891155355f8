using System.Text;
using MdnDemo.Tables;

namespace MdnDemo.Tests;

/// <summary>Texts of Western and Central Europe whose encoding nobody names.</summary>
public sealed class LatinEncodingSpecs
{
    private const string West = "windows-1252", Central = "windows-1250";

    [Theory]
    [InlineData(Central, "Dvořák"), InlineData(Central, "Čapek"), InlineData(Central, "Kočevje")]
    [InlineData(Central, "Gdańsk"), InlineData(Central, "Łódź"), InlineData(Central, "źródło,żółty")]
    [InlineData(Central, "loď")]
    [InlineData(Central, "Děčín"), InlineData(Central, "Győr"), InlineData(Central, "Plzeň,Brno,Müller")]
    [InlineData(Central, "Brăila,Iaşi"), InlineData(Central, "Ivić,Novak")]
    [InlineData("iso-8859-2", "Kraków,Gdańsk,Białystok,Łódź,Święta")]
    [InlineData(West, "Isère"), InlineData(West, "España"), InlineData(West, "Sørensen"), InlineData(West, "caffè")]
    [InlineData(West, "São Paulo"), InlineData(West, "Ålesund"), InlineData(West, "Camões"), InlineData(West, "lunedì")]
    [InlineData(West, "Malmö,Åre"), InlineData(West, "Zoë,Haïti"), InlineData(West, "Sørensen,Ramón,Müller,Noël")]
    [InlineData(West, "5 m³"), InlineData(West, "£5,¥7"), InlineData(West, "naïve"), InlineData(West, "Nièvre")]
    public void A_word_is_read_in_the_encoding_of_its_language(string encoding, string words)
    {
        byte[] bytes = TextEncoding.Named(encoding)!.GetBytes($"name,y\n{words},1\n");
        var (found, _) = TextEncoding.Guess("t.csv", new MemoryStream(bytes));
        Assert.Equal($"name,y\n{words},1\n", found.GetString(bytes));
    }

    [Theory]
    [InlineData("Nièvre", "'Nièvre', which windows-1250 has as 'Ničvre'")]
    [InlineData("Dvoøák", "'Dvořák', which windows-1252 has as 'Dvoøák'")]
    [InlineData("größer", null), InlineData("Isère", null), InlineData("Kraków", null)]
    public void I_am_told_what_the_other_encoding_would_say(string word, string? rival) => Assert.Equal(rival,
        TextEncoding.Guess("t.csv", new MemoryStream(TextEncoding.Named(West)!.GetBytes(word))).Rival);

    [Theory, InlineData("Москва"), InlineData("дом,сад"), InlineData("нет")]
    public void Cyrillic_is_no_Latin(string word)
    {
        var error = Assert.Throws<UserException>(() => TextEncoding.Guess("t.csv",
            new MemoryStream(TextEncoding.Named("windows-1251")!.GetBytes(word))));
        Assert.Contains($"as windows-1251 it has '{word.Split(',')[0]}'", error.Message);
    }
}
