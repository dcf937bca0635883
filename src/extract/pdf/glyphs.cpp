#include "extract/pdf/glyphs.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/utf8.h"
#include "extract/charset.h"

namespace macie_local::extract {
namespace {

struct Glyph {
  std::string_view name;
  char16_t code;
};

// In the order of their names. Letters and digits of ASCII, and those with accents, are not here.
constexpr Glyph kGlyphs[] = {
    {"AE", 0x00C6},
    {"Alpha", 0x0391},
    {"Beta", 0x0392},
    {"Chi", 0x03A7},
    {"Delta", 0x2206},
    {"Eng", 0x014A},
    {"Epsilon", 0x0395},
    {"Eta", 0x0397},
    {"Eth", 0x00D0},
    {"Euro", 0x20AC},
    {"Gamma", 0x0393},
    {"Hbar", 0x0126},
    {"IJ", 0x0132},
    {"Idotaccent", 0x0130},
    {"Iota", 0x0399},
    {"Kappa", 0x039A},
    {"Lambda", 0x039B},
    {"Lslash", 0x0141},
    {"Mu", 0x039C},
    {"Nu", 0x039D},
    {"OE", 0x0152},
    {"Omega", 0x2126},
    {"Omicron", 0x039F},
    {"Phi", 0x03A6},
    {"Pi", 0x03A0},
    {"Psi", 0x03A8},
    {"Rho", 0x03A1},
    {"Sigma", 0x03A3},
    {"Tau", 0x03A4},
    {"Tbar", 0x0166},
    {"Theta", 0x0398},
    {"Thorn", 0x00DE},
    {"Upsilon", 0x03A5},
    {"Xi", 0x039E},
    {"Zeta", 0x0396},
    {"acute", 0x00B4},
    {"ae", 0x00E6},
    {"afii61352", 0x2116},
    {"alpha", 0x03B1},
    {"ampersand", 0x0026},
    {"approxequal", 0x2248},
    {"asciicircum", 0x005E},
    {"asciitilde", 0x007E},
    {"asterisk", 0x002A},
    {"at", 0x0040},
    {"backslash", 0x005C},
    {"bar", 0x007C},
    {"beta", 0x03B2},
    {"braceleft", 0x007B},
    {"braceright", 0x007D},
    {"bracketleft", 0x005B},
    {"bracketright", 0x005D},
    {"breve", 0x02D8},
    {"brokenbar", 0x00A6},
    {"bullet", 0x2022},
    {"caron", 0x02C7},
    {"cedilla", 0x00B8},
    {"cent", 0x00A2},
    {"chi", 0x03C7},
    {"circumflex", 0x02C6},
    {"colon", 0x003A},
    {"comma", 0x002C},
    {"copyright", 0x00A9},
    {"currency", 0x00A4},
    {"dagger", 0x2020},
    {"daggerdbl", 0x2021},
    {"degree", 0x00B0},
    {"delta", 0x03B4},
    {"dieresis", 0x00A8},
    {"divide", 0x00F7},
    {"dollar", 0x0024},
    {"dotaccent", 0x02D9},
    {"dotlessi", 0x0131},
    {"eight", 0x0038},
    {"ellipsis", 0x2026},
    {"emdash", 0x2014},
    {"endash", 0x2013},
    {"eng", 0x014B},
    {"epsilon", 0x03B5},
    {"equal", 0x003D},
    {"eta", 0x03B7},
    {"eth", 0x00F0},
    {"euro", 0x20AC},
    {"exclam", 0x0021},
    {"exclamdown", 0x00A1},
    {"ff", 0xFB00},
    {"ffi", 0xFB03},
    {"ffl", 0xFB04},
    {"fi", 0xFB01},
    {"five", 0x0035},
    {"fl", 0xFB02},
    {"florin", 0x0192},
    {"four", 0x0034},
    {"fraction", 0x2044},
    {"gamma", 0x03B3},
    {"germandbls", 0x00DF},
    {"grave", 0x0060},
    {"greater", 0x003E},
    {"greaterequal", 0x2265},
    {"guillemotleft", 0x00AB},
    {"guillemotright", 0x00BB},
    {"guilsinglleft", 0x2039},
    {"guilsinglright", 0x203A},
    {"hbar", 0x0127},
    {"hungarumlaut", 0x02DD},
    {"hyphen", 0x002D},
    {"ij", 0x0133},
    {"infinity", 0x221E},
    {"integral", 0x222B},
    {"iota", 0x03B9},
    {"kappa", 0x03BA},
    {"lambda", 0x03BB},
    {"less", 0x003C},
    {"lessequal", 0x2264},
    {"logicalnot", 0x00AC},
    {"longs", 0x017F},
    {"lozenge", 0x25CA},
    {"lslash", 0x0142},
    {"macron", 0x00AF},
    {"middot", 0x00B7},
    {"minus", 0x2212},
    {"mu", 0x00B5},
    {"multiply", 0x00D7},
    {"nbspace", 0x00A0},
    {"nine", 0x0039},
    {"nonbreakingspace", 0x00A0},
    {"notequal", 0x2260},
    {"nu", 0x03BD},
    {"numbersign", 0x0023},
    {"numero", 0x2116},
    {"oe", 0x0153},
    {"ogonek", 0x02DB},
    {"omega", 0x03C9},
    {"omicron", 0x03BF},
    {"one", 0x0031},
    {"onehalf", 0x00BD},
    {"onequarter", 0x00BC},
    {"onesuperior", 0x00B9},
    {"ordfeminine", 0x00AA},
    {"ordmasculine", 0x00BA},
    {"paragraph", 0x00B6},
    {"parenleft", 0x0028},
    {"parenright", 0x0029},
    {"partialdiff", 0x2202},
    {"percent", 0x0025},
    {"period", 0x002E},
    {"periodcentered", 0x00B7},
    {"perthousand", 0x2030},
    {"phi", 0x03C6},
    {"pi", 0x03C0},
    {"plus", 0x002B},
    {"plusminus", 0x00B1},
    {"product", 0x220F},
    {"psi", 0x03C8},
    {"question", 0x003F},
    {"questiondown", 0x00BF},
    {"quotedbl", 0x0022},
    {"quotedblbase", 0x201E},
    {"quotedblleft", 0x201C},
    {"quotedblright", 0x201D},
    {"quoteleft", 0x2018},
    {"quoteright", 0x2019},
    {"quotesinglbase", 0x201A},
    {"quotesingle", 0x0027},
    {"radical", 0x221A},
    {"registered", 0x00AE},
    {"rho", 0x03C1},
    {"ring", 0x02DA},
    {"section", 0x00A7},
    {"semicolon", 0x003B},
    {"seven", 0x0037},
    {"sfthyphen", 0x00AD},
    {"sigma", 0x03C3},
    {"sigma1", 0x03C2},
    {"six", 0x0036},
    {"slash", 0x002F},
    {"softhyphen", 0x00AD},
    {"space", 0x0020},
    {"sterling", 0x00A3},
    {"summation", 0x2211},
    {"tau", 0x03C4},
    {"tbar", 0x0167},
    {"theta", 0x03B8},
    {"thorn", 0x00FE},
    {"three", 0x0033},
    {"threequarters", 0x00BE},
    {"threesuperior", 0x00B3},
    {"tilde", 0x02DC},
    {"trademark", 0x2122},
    {"two", 0x0032},
    {"twosuperior", 0x00B2},
    {"underscore", 0x005F},
    {"upsilon", 0x03C5},
    {"xi", 0x03BE},
    {"yen", 0x00A5},
    {"zero", 0x0030},
    {"zeta", 0x03B6},
};

// Glyphs of letters with accents are called by the letter and the accent.
struct Accent {
  std::string_view name;
  std::string_view letters;
  std::u16string_view codes;  // of the letters with the accent, in their order
};

constexpr Accent kAccents[] = {
    {"grave", "aeinouwyAEINOUWY",
     u"\u00E0\u00E8\u00EC\u01F9\u00F2\u00F9\u1E81\u1EF3\u00C0\u00C8\u00CC\u01F8\u00D2\u00D9\u1E80\u1EF2"},
    {"acute", "acegilnorsuwyzACEGILNORSUWYZ",
     u"\u00E1\u0107\u00E9\u01F5\u00ED\u013A\u0144\u00F3\u0155\u015B\u00FA\u1E83\u00FD\u017A\u00C1\u0106\u00C9\u01F4"
     u"\u00CD\u0139\u0143\u00D3\u0154\u015A\u00DA\u1E82\u00DD\u0179"},
    {"circumflex", "aceghijosuwyACEGHIJOSUWY",
     u"\u00E2\u0109\u00EA\u011D\u0125\u00EE\u0135\u00F4\u015D\u00FB\u0175\u0177\u00C2\u0108\u00CA\u011C\u0124\u00CE"
     u"\u0134\u00D4\u015C\u00DB\u0174\u0176"},
    {"tilde", "ainouyAINOUY", u"\u00E3\u0129\u00F1\u00F5\u0169\u1EF9\u00C3\u0128\u00D1\u00D5\u0168\u1EF8"},
    {"dieresis", "aeiouwyAEIOUWY",
     u"\u00E4\u00EB\u00EF\u00F6\u00FC\u1E85\u00FF\u00C4\u00CB\u00CF\u00D6\u00DC\u1E84\u0178"},
    {"ring", "auAU", u"\u00E5\u016F\u00C5\u016E"},
    {"cedilla", "cegklnrstCEGKLNRST",
     u"\u00E7\u0229\u0123\u0137\u013C\u0146\u0157\u015F\u0163\u00C7\u0228\u0122\u0136\u013B\u0145\u0156\u015E\u0162"},
    {"caron", "acdeghijklnorstuzACDEGHIKLNORSTUZ",
     u"\u01CE\u010D\u010F\u011B\u01E7\u021F\u01D0\u01F0\u01E9\u013E\u0148\u01D2\u0159\u0161\u0165\u01D4\u017E\u01CD"
     u"\u010C\u010E\u011A\u01E6\u021E\u01CF\u01E8\u013D\u0147\u01D1\u0158\u0160\u0164\u01D3\u017D"},
    {"macron", "aeiouyAEIOUY", u"\u0101\u0113\u012B\u014D\u016B\u0233\u0100\u0112\u012A\u014C\u016A\u0232"},
    {"breve", "aegiouAEGIOU", u"\u0103\u0115\u011F\u012D\u014F\u016D\u0102\u0114\u011E\u012C\u014E\u016C"},
    {"ogonek", "aeiouAEIOU", u"\u0105\u0119\u012F\u01EB\u0173\u0104\u0118\u012E\u01EA\u0172"},
    {"dotaccent", "acegozACEGIOZ", u"\u0227\u010B\u0117\u0121\u022F\u017C\u0226\u010A\u0116\u0120\u0130\u022E\u017B"},
    {"hungarumlaut", "ouOU", u"\u0151\u0171\u0150\u0170"},
    {"commaaccent", "GgKkLlNnRrSsTt",
     u"\u0122\u0123\u0136\u0137\u013B\u013C\u0145\u0146\u0156\u0157\u0218\u0219\u021A\u021B"},
    {"croat", "Dd", u"\u0110\u0111"},
    {"slash", "Oo", u"\u00D8\u00F8"},
};

// Of the encoding of Mac OS the bytes 0x80 to 0xFF.
constexpr std::array<char16_t, 128> kMacRoman = {
    0x00C4, 0x00C5, 0x00C7, 0x00C9, 0x00D1, 0x00D6, 0x00DC, 0x00E1, 0x00E0, 0x00E2, 0x00E4, 0x00E3, 0x00E5,
    0x00E7, 0x00E9, 0x00E8, 0x00EA, 0x00EB, 0x00ED, 0x00EC, 0x00EE, 0x00EF, 0x00F1, 0x00F3, 0x00F2, 0x00F4,
    0x00F6, 0x00F5, 0x00FA, 0x00F9, 0x00FB, 0x00FC, 0x2020, 0x00B0, 0x00A2, 0x00A3, 0x00A7, 0x2022, 0x00B6,
    0x00DF, 0x00AE, 0x00A9, 0x2122, 0x00B4, 0x00A8, 0x2260, 0x00C6, 0x00D8, 0x221E, 0x00B1, 0x2264, 0x2265,
    0x00A5, 0x00B5, 0x2202, 0x2211, 0x220F, 0x03C0, 0x222B, 0x00AA, 0x00BA, 0x03A9, 0x00E6, 0x00F8, 0x00BF,
    0x00A1, 0x00AC, 0x221A, 0x0192, 0x2248, 0x2206, 0x00AB, 0x00BB, 0x2026, 0x00A0, 0x00C0, 0x00C3, 0x00D5,
    0x0152, 0x0153, 0x2013, 0x2014, 0x201C, 0x201D, 0x2018, 0x2019, 0x00F7, 0x25CA, 0x00FF, 0x0178, 0x2044,
    0x20AC, 0x2039, 0x203A, 0xFB01, 0xFB02, 0x2021, 0x00B7, 0x201A, 0x201E, 0x2030, 0x00C2, 0x00CA, 0x00C1,
    0x00CB, 0x00C8, 0x00CD, 0x00CE, 0x00CF, 0x00CC, 0x00D3, 0x00D4, 0xF8FF, 0x00D2, 0x00DA, 0x00DB, 0x00D9,
    0x0131, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x02DA, 0x00B8, 0x02DD, 0x02DB, 0x02C7,
};

// Of the standard encoding the bytes 0xA0 to 0xFF; 0 where there is none.
constexpr std::array<char16_t, 96> kStandard = {
    0x0000, 0x00A1, 0x00A2, 0x00A3, 0x2044, 0x00A5, 0x0192, 0x00A7, 0x00A4, 0x0027, 0x201C, 0x00AB, 0x2039, 0x203A,
    0xFB01, 0xFB02, 0x0000, 0x2013, 0x2020, 0x2021, 0x00B7, 0x0000, 0x00B6, 0x2022, 0x201A, 0x201E, 0x201D, 0x00BB,
    0x2026, 0x2030, 0x0000, 0x00BF, 0x0000, 0x0060, 0x00B4, 0x02C6, 0x02DC, 0x00AF, 0x02D8, 0x02D9, 0x00A8, 0x0000,
    0x02DA, 0x00B8, 0x0000, 0x02DD, 0x02DB, 0x02C7, 0x2014, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00C6, 0x0000, 0x00AA, 0x0000, 0x0000,
    0x0000, 0x0000, 0x0141, 0x00D8, 0x0152, 0x00BA, 0x0000, 0x0000, 0x0000, 0x0000, 0x0000, 0x00E6, 0x0000, 0x0000,
    0x0000, 0x0131, 0x0000, 0x0000, 0x0142, 0x00F8, 0x0153, 0x00DF, 0x0000, 0x0000, 0x0000, 0x0000,
};

std::uint32_t CodeOfGlyph(std::string_view name) {
  const auto* const found = std::lower_bound(std::begin(kGlyphs), std::end(kGlyphs), name,
                                             [](const Glyph& glyph, std::string_view key) { return glyph.name < key; });
  if (found != std::end(kGlyphs) && found->name == name) return found->code;
  for (const Accent& accent : kAccents) {
    if (name.substr(1) != accent.name) continue;
    const std::size_t letter = accent.letters.find(name.front());
    if (letter != std::string_view::npos) return accent.codes[letter];
  }
  return 0;
}

// Reads "uni0041" and "u1F600"; of the first the four digits that come first.
std::uint32_t CodeOfNumberedGlyph(std::string_view name) {
  std::string_view digits;
  if (name.starts_with("uni") && name.size() >= 7) {
    digits = name.substr(3, 4);
  } else if (name.starts_with("u") && name.size() >= 5 && name.size() <= 7) {
    digits = name.substr(1);
  }
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
  return error == std::errc() && end == digits.data() + digits.size() ? code : 0;
}

// Letters of Cyrillic are called by numbers that have their order.
std::uint32_t CodeOfCyrillicGlyph(std::string_view name) {
  constexpr std::string_view kPrefix = "afii";
  if (!name.starts_with(kPrefix)) return 0;
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(name.data() + kPrefix.size(), name.data() + name.size(), number);
  if (error != std::errc() || end != name.data() + name.size()) return 0;
  if (number == 10023) return 0x0401;
  if (number == 10071) return 0x0451;
  if (number >= 10017 && number <= 10049) return 0x0410 + (number - 10017) - (number > 10023 ? 1 : 0);
  if (number >= 10065 && number <= 10097) return 0x0430 + (number - 10065) - (number > 10071 ? 1 : 0);
  return 0;
}

bool IsAsciiLetter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

}  // namespace

void AppendPdfCharacter(std::uint32_t code, std::string* out) {
  constexpr std::uint32_t kLigatures = 0xFB00;
  constexpr std::array<std::string_view, 7> kLetters = {"ff", "fi", "fl", "ffi", "ffl", "st", "st"};
  if (code >= kLigatures && code < kLigatures + kLetters.size()) {
    out->append(kLetters[code - kLigatures]);
  } else if (code == 0xA0 || (code >= 0x2000 && code <= 0x200A) || code == 0x202F || code == 0x3000 || code == '\t') {
    *out += ' ';
  } else if (code == 0xAD || code == 0x2010 || code == 0x2011) {
    *out += '-';
  } else if (code >= 0x20 && code != 0x7F && (code < 0xD800 || code >= 0xE000) && code <= 0x10FFFF && code != 0xFEFF) {
    base::AppendUtf8(code, out);
  }
}

std::string TextOfCode(PdfEncoding encoding, unsigned char byte) {
  constexpr unsigned kFirstOfStandard = 0xA0;
  std::string text;
  if (byte < 0x80) {
    const bool curly = encoding == PdfEncoding::kStandard && (byte == '\'' || byte == '`');
    AppendPdfCharacter(!curly ? byte : byte == '\'' ? 0x2019 : 0x2018, &text);
  } else if (encoding == PdfEncoding::kMacRoman) {
    AppendPdfCharacter(kMacRoman[byte - 0x80], &text);
  } else if (encoding == PdfEncoding::kStandard) {
    if (byte >= kFirstOfStandard) AppendPdfCharacter(kStandard[byte - kFirstOfStandard], &text);
  } else if (byte == 0xA0 || byte == 0xAD) {
    AppendPdfCharacter(byte, &text);
  } else {
    const char c = static_cast<char>(byte);
    text = ToUtf8({&c, 1}, Charset::kWindows1252);
  }
  return text;
}

std::string TextOfGlyph(std::string_view name) {
  // What follows a point is a form of the glyph; what "_" joins is a ligature.
  if (const std::size_t point = name.find('.'); point != 0) name = name.substr(0, point);
  std::string text;
  while (!name.empty()) {
    const std::size_t end = std::min(name.find('_'), name.size());
    const std::string_view part = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
    if (part.empty()) continue;
    std::uint32_t code = part.size() == 1 && IsAsciiLetter(part.front()) ? static_cast<unsigned char>(part.front()) : 0;
    if (code == 0) code = CodeOfGlyph(part);
    if (code == 0) code = CodeOfNumberedGlyph(part);
    if (code == 0) code = CodeOfCyrillicGlyph(part);
    if (code == 0) return {};
    AppendPdfCharacter(code, &text);
  }
  return text;
}

}  // namespace macie_local::extract
