// Mail: fields, parts, what is attached, where it stands, and what hostile mail costs.
#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "reading.h"
#include "zip_writer.h"

namespace macie_local::extract {
namespace {

std::string TextOf(std::string_view mail) {
  const Reading reading = ReadInAllPieces(Format::kMail, mail);
  EXPECT_EQ(reading.outcome, Outcome{});
  return reading.sink.free_text;
}

// A mail whose body has the fields.
std::string Body(const std::string& fields, const std::string& body) {
  return fields + "\n\n" + body;
}

std::string Parts(const std::vector<std::string>& parts, const std::string& boundary = "BB") {
  std::string mail = "Content-Type: multipart/mixed; boundary=\"" + boundary + "\"\n\n";
  for (const std::string& part : parts) mail += "--" + boundary + "\n" + part + "\n";
  return mail + "--" + boundary + "--\n";
}

// What a mail of these parts gives, without its own field.
std::string TextOfParts(const std::vector<std::string>& parts) {
  const std::string text = TextOf(Parts(parts));
  const std::string field = "Content-Type: multipart/mixed; boundary=\"BB\"\n";
  EXPECT_TRUE(text.starts_with(field)) << text;
  return text.substr(field.size());
}

TEST(Mail, FieldsAreUnfoldedAndTheirWordsDecoded) {
  EXPECT_EQ(TextOf("Subject: one\r\n  two\r\n\tthree\r\nTo: a\r\n\r\nbody\r\n"),
            "Subject: one two three\nTo: a\nbody\r\n");
  EXPECT_EQ(TextOf("From: =?utf-8?B?SsO2cmc=?= <a@example.com>\nSubject: =?iso-8859-1*fr?q?caf=E9_=28x=29?=\n\n"),
            "From: Jörg <a@example.com>\nSubject: café (x)\n");
  EXPECT_EQ(TextOf("S: =?utf-8?Q?a?= =?utf-8?Q?b?=\n =?utf-8?Q?c?= d =?utf-8?Q?e?=\n f\n\n"), "S: abc d e f\n");
  EXPECT_EQ(TextOf("S: =?koi8-r?B?18/Ey8E=?=\n =?utf-8?B?w?= =?utf-8?B?6Q==?=\n\n"), "S: водка\xE9\n");
  EXPECT_EQ(TextOf("S: =?no-such?Q?a=41?= =?utf-8?X?a?= =?utf-8?Q? =? =?=\n\n"), "S: aA =?utf-8?X?a?=  =? =\n");
  EXPECT_EQ(TextOf("S: caf\xC3\xA9 caf\xC3\xA9\nT: caf\xE9\n\n"), "S: café café\nT: café\n");
}

TEST(Mail, TheHeaderEndsWhereNoFieldIs) {
  EXPECT_EQ(TextOf("To: a\nno field\n\nSubject: b\n"), "To: a\nno field\n\nSubject: b\n");
  EXPECT_EQ(TextOf("To: a\n  \nbody"), "To: a\nbody\n");
  EXPECT_EQ(TextOf("no field"), "no field\n");
  EXPECT_EQ(TextOf("To: a"), "To: a\n");
  EXPECT_EQ(TextOf(""), "");
  EXPECT_EQ(TextOf("From a@example.com Sat Nov 28\nTo: b\n\nbody"), "To: b\nbody\n");
  EXPECT_EQ(TextOf("\xEF\xBB\xBFTo: b\n\nbody"), "To: b\nbody\n");
}

TEST(Mail, TextsAreDecoded) {
  const std::string quoted = "Content-Transfer-Encoding: Quoted-Printable";
  EXPECT_EQ(TextOf(Body(quoted, "caf=C3=A9 =\nend  \n=3D=zz=\t\n=")), quoted + "\ncafé end\n==zz\n");
  const std::string base64 = "Content-Transfer-Encoding: base64 ; x";
  EXPECT_EQ(TextOf(Body(base64, "Y2Fm\nw6kg\nZW5k")), base64 + "\ncafé end\n");
  EXPECT_EQ(TextOf(Body(base64, "Y2!F-m=\n=YWI=YQ==Y\nW\nI")), base64 + "\ncafabaab\n");
  const std::string charset = "Content-Type: text/plain; charset=Shift_JIS";
  EXPECT_EQ(TextOf(Body(charset, "\x83\x5C\x83\x65")), charset + "\nソテ\n");
  EXPECT_EQ(TextOf(Body("X: y", "caf\xC3\xA9\ncaf\xE9\n")), "X: y\ncafé\ncafé\n");
  const std::string html = "Content-Type: text/html; charset=\"iso-8859-2\"";
  EXPECT_EQ(TextOf(Body(html, "<p>\xA3<b>&oacute;d\xBC</b>\n x<style>p{}</style>")), html + "\nŁódź x\n");
}

TEST(Mail, PartsFollowEachOther) {
  EXPECT_EQ(TextOfParts({"\none", "Content-Type: text/html\n\n<p>two</p>", "X: no text\n\nthree"}),
            "one\ntwo\nthree\n");
  EXPECT_EQ(TextOfParts({Parts({"\na", "\nb"}, "B"), "\nc"}), "a\nb\n\nc\n");
  // A boundary may begin as another does.
  EXPECT_EQ(TextOfParts({Parts({"\na", "\n--BBBB\nb"}, "BBB"), "\nc\n--BBBB\n--B"}),
            "a\n--BBBB\nb\n\nc\n--BBBB\n--B\n");
  // The outer boundary ends the inner parts, too; what is outside of parts is text.
  EXPECT_EQ(TextOf("Content-Type: multipart/a; boundary=B\n\nbefore\n--B  \n\n\na\n--B--\t\nbehind"),
            "Content-Type: multipart/a; boundary=B\nbefore\n\na\nbehind\n");
  EXPECT_EQ(TextOfParts({"Content-Type: multipart/a; boundary=C\n\n--C\n\nx", "\ny"}), "x\ny\n");
  EXPECT_EQ(TextOfParts({"X: no body", "X: y\n folded"}), "");
  EXPECT_EQ(TextOf("Content-Type: multipart/a; boundary=B\n\n--B\n\ncut"),
            "Content-Type: multipart/a; boundary=B\ncut\n");
  EXPECT_EQ(TextOf("Content-Type: multipart/a\n\n--B\n\nx"), "Content-Type: multipart/a\n--B\n\nx\n");
}

TEST(Mail, MailsInMailsAreRead) {
  EXPECT_EQ(TextOfParts({"Content-Type: message/rfc822\n\nSubject: inner\n\nbody"}), "Subject: inner\nbody\n");
  EXPECT_EQ(TextOfParts({"Content-Type: message/rfc822\n\nContent-Type: multipart/a; boundary=C\n\n--C\n\nx\n--C--"}),
            "Content-Type: multipart/a; boundary=C\nx\n");
  const Reading encoded = ReadAs(
      Format::kMail,
      Parts({"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW5uZXIKCmJvZHk="}));
  EXPECT_EQ(encoded.outcome, Outcome{});
  EXPECT_EQ(encoded.sink.log, "+part-1.eml:message/rfc822 -0 ");
  EXPECT_TRUE(encoded.sink.free_text.ends_with("Subject: inner\nbody\n")) << encoded.sink.free_text;
}

TEST(Mail, WhatIsAttachedIsAMember) {
  const std::string csv = "Content-Type: text/csv; name=\"d.csv\"\nContent-Transfer-Encoding: base64\n\n";
  const Reading reading =
      ReadAs(Format::kMail,
             Parts({"\nbefore", csv + "YSxiCjEs\nMgo=", "Content-Disposition: attachment\n\nnotes", "\nbehind"}));
  EXPECT_EQ(reading.outcome, Outcome{});
  EXPECT_EQ(reading.sink.log, "+d.csv:text/csv -0 +part-2.txt:text/plain -0 ");
  EXPECT_EQ(reading.sink.found, (std::vector<Found>{InCell("a", 1, 1, "a"), InCell("b", 1, 2, "b"),
                                                    InCell("1", 2, 1, "a"), InCell("2", 2, 2, "b")}));
  EXPECT_EQ(reading.sink.texts, 4);
  EXPECT_EQ(reading.sink.free_text, "Content-Type: multipart/mixed; boundary=\"BB\"\nbefore\nnotes\nbehind\n");
}

TEST(Mail, FilesHaveNamesInAllTheWaysThatThereAre) {
  const auto name_of = [](const std::string& fields) {
    const std::string log = ReadAs(Format::kMail, Parts({fields + "\n\nx"})).sink.log;
    return log.substr(0, log.find(':'));
  };
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename=a.txt"), "+a.txt");
  EXPECT_EQ(name_of("content-disposition:inline;\n FileName = \"a \\\"b\\\";c.txt\" ; x=y"), "+a \"b\";c.txt");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename*=utf-8'en'caf%C3%A9%20x.txt"), "+café x.txt");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename*0=\"a\";\n filename*1=b.txt"), "+ab.txt");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename*0*=koi8-r''%D7;\n filename*1*=%CF; filename*2=.txt"),
            "+во.txt");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename=\"=?utf-8?Q?caf=C3=A9?= =?utf-8?Q?.txt?=\""),
            "+café.txt");
  EXPECT_EQ(name_of("Content-Type: text/plain; name=a\nContent-Disposition: attachment; filename=b"), "+b");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename"), "+part-1.txt");
  EXPECT_EQ(name_of("Content-Disposition: attachment; filename=\"cut"), "+cut");
  EXPECT_EQ(name_of("Content-Type: application/x-unknown"), "+part-1");
}

TEST(Mail, OutcomesOfWhatIsAttached) {
  const std::string fields = "Content-Disposition: attachment; filename=";
  EXPECT_EQ(ReadAs(Format::kMail, Parts({fields + "a.png\n\n\x89PNG\r\n\x1A\n"})).outcome, Outcome{});
  const Outcome part{Status::kPartial, "ARCHIVE_CONTAINS_UNPROCESSED_FILES"};
  EXPECT_EQ(ReadAs(Format::kMail, Parts({fields + "a.zip\n\nPK\x03\x04 and no more"})).outcome, part);
  // What only seems to be JSON is read again as text.
  const Reading again = ReadObject(Parts({fields + "a.json\n\n{\"a\":1} and more {"}), "a.eml");
  EXPECT_EQ(again.outcome, Outcome{});
  EXPECT_TRUE(again.sink.free_text.ends_with("{\"a\":1} and more {\n")) << again.sink.free_text;
  Limits limits;
  limits.members = 1;
  EXPECT_EQ(ReadAs(Format::kMail, Parts({fields + "a\n\nx"}), SIZE_MAX, false, limits).outcome, Outcome{});
  const Reading two =
      ReadAs(Format::kMail, Parts({fields + "a\n\nx", fields + "b\n\ny", "\nz"}), SIZE_MAX, false, limits);
  EXPECT_EQ(two.outcome, (Outcome{Status::kPartial, "ARCHIVE_TOTAL_DOCUMENTS_PROCESSED_OVER_LIMIT"}));
  EXPECT_TRUE(two.sink.free_text.ends_with("x\nz\n")) << two.sink.free_text;
  limits = {};
  limits.member_bytes = 2;
  EXPECT_EQ(ReadAs(Format::kMail, Parts({fields + "a\n\nx"}), SIZE_MAX, false, limits).outcome, Outcome{});
  const Reading long_one = ReadAs(Format::kMail, Parts({fields + "a\n\nxy", "\nz"}), SIZE_MAX, false, limits);
  EXPECT_EQ(long_one.outcome, (Outcome{Status::kPartial, "ARCHIVE_TOTAL_BYTES_EXTRACTED_OVER_LIMIT"}));
  EXPECT_TRUE(long_one.sink.free_text.ends_with("\nz\n"));
}

TEST(Mail, AttachedMailsAreBoundedAsArchivesAre) {
  const auto nested = [](int depth) {
    std::string mail = "To: a\n\ninnermost\n";
    for (int i = 0; i < depth; ++i) {
      std::string escaped;
      for (const char c : mail) escaped += c == '=' ? "=3D" : std::string(1, c);
      mail = "Content-Type: message/rfc822\nContent-Transfer-Encoding: quoted-printable\n\n" + escaped;
    }
    return ReadAs(Format::kMail, mail);
  };
  EXPECT_EQ(nested(10).outcome, Outcome{});
  EXPECT_TRUE(nested(10).sink.free_text.ends_with("innermost\n"));
  EXPECT_EQ(nested(11).outcome, (Outcome{Status::kPartial, "ARCHIVE_NESTING_LEVEL_OVER_LIMIT"}));
  EXPECT_FALSE(nested(11).sink.free_text.ends_with("innermost\n"));
}

TEST(Mail, PartsTooDeepAreText) {
  const auto nested = [](int depth) {
    std::string mail;
    for (int i = 0; i < depth; ++i) {
      const std::string boundary = "b" + std::to_string(i);
      mail += "Content-Type: multipart/mixed; boundary=" + boundary + "\n\n--" + boundary + "\n";
    }
    return ReadAs(Format::kMail, mail + "X: field\n\ninnermost\n").sink.free_text;
  };
  EXPECT_EQ(nested(64), "Content-Type: multipart/mixed; boundary=b0\ninnermost\n");
  EXPECT_EQ(nested(65), "Content-Type: multipart/mixed; boundary=b0\n--b64\nX: field\n\ninnermost\n");
  EXPECT_TRUE(nested(20'000).ends_with("innermost\n"));
  std::string mails;
  for (int i = 0; i < 20'000; ++i) mails += "Content-Type: message/rfc822\n\n";
  EXPECT_TRUE(ReadAs(Format::kMail, mails + "X: field\n\ninnermost\n").sink.free_text.ends_with("innermost\n"));
}

// The place of each capital letter that is given, as "A1:5".
class PlacesSink : public KeepingSink {
 public:
  bool Begin(units::Shape shape, const units::Contexts& contexts) override {
    contexts_ = &contexts;
    return KeepingSink::Begin(shape, contexts);
  }
  bool Take(const units::Batch& batch) override {
    units::PlaceFinder finder(units::Shape::kFree, batch, *contexts_);
    for (std::uint32_t at = batch.owned_begin; at < batch.owned_end; ++at) {
      const auto lines = std::get<units::LineRange>(finder.At(0, at, at + 1));
      if (batch.text[at] < 'A' || batch.text[at] > 'H') continue;
      places += batch.text[at] + std::to_string(lines.start) + ":" + std::to_string(lines.start_column) + " ";
    }
    return KeepingSink::Take(batch);
  }
  std::string places;

 private:
  const units::Contexts* contexts_ = nullptr;
};

std::string PlacesOf(std::string_view mail) {
  PlacesSink sink;
  PieceStream stream(mail, 1000);
  Learned learned;
  Extract({.format = Format::kMail, .charset = Charset::kUtf8, .mime = "", .name = ""}, stream, {}, 1, sink, learned);
  return sink.places;
}

TEST(Mail, PlacesAreThoseOfTheSource) {
  EXPECT_EQ(PlacesOf("x: A\r\n  B =?utf-8?Q?C?= D\r\n\r\nE\r\n F\n"), "A1:4 B2:3 C2:5 D2:19 E4:1 F5:2 ");
  EXPECT_EQ(PlacesOf("content-transfer-encoding: quoted-printable\n\n=C3=A9A=\n =42C=3D=3DD\nE  \r\nF=\r\nG"),
            "A3:7 B4:2 C4:5 D4:12 E5:1 F6:1 G7:1 ");
  EXPECT_EQ(PlacesOf("content-transfer-encoding: base64\n\nQUJD\nREVG"), "A3:1 B3:1 C3:1 D4:1 E4:1 F4:1 ");
  EXPECT_EQ(PlacesOf("content-type: text/html\n\n<p\n>A\n  B &amp;C</p>"), "A4:2 B5:3 C5:10 ");
  EXPECT_EQ(PlacesOf("content-type: text/plain; charset=shift_jis\n\n\x83\x5C"
                     "A"),
            "A3:2 ");
}

TEST(Mail, HostileMailCostsLittle) {
  const std::vector<std::pair<std::string, std::string>> kinds = {
      {"", "X: y\n"},
      {"X: ", "y"},
      {"X: y\n", " folded\n"},
      {"Content-Type: ", "text;"},
      {"Content-Type: text/plain;\n", " name*0=x;\n"},
      {"X: ", "=?utf-8?Q?a?= "},
      {"X: ", "=?=?q?"},
      {"\n", "one line of gigabytes "},
      {"Content-Transfer-Encoding: base64\n\n", "\x01\xFF="},
      {"Content-Transfer-Encoding: quoted-printable\n\n", "=\n"},
      {"Content-Transfer-Encoding: quoted-printable\n\n", "=41"},
      {"Content-Type: multipart/a; boundary=B\n\n", "--B\n"},
      {"Content-Type: multipart/a; boundary=B\n\n", "--B--\n"},
      {"Content-Type: multipart/a; boundary=B\n\n--B\nContent-Disposition: attachment\n\n", "text\n"},
      {"Content-Type: text/html\n\n", "<a\n"},
  };
  for (const auto& [first, pattern] : kinds) {
    KeepingSink sink;
    EndlessStream stream(first, pattern, 600 << 10);
    Learned learned;
    const Outcome outcome = Extract({.format = Format::kMail, .charset = Charset::kUtf8, .mime = "", .name = ""},
                                    stream, {}, 1, sink, learned);
    EXPECT_EQ(outcome, Outcome{}) << first << pattern;
  }
}

TEST(Mail, LinesAndBoundariesHaveBounds) {
  const std::string longest(1024, 'b');
  EXPECT_EQ(TextOf("Content-Type: multipart/a; boundary=" + longest + "\n\n--" + longest + "\nX: y\n\nbody"),
            "Content-Type: multipart/a; boundary=" + longest + "\nbody\n");
  EXPECT_EQ(TextOf("Content-Type: multipart/a; boundary=" + longest + "b\n\n--" + longest + "b\nX: y\n\nbody"),
            "Content-Type: multipart/a; boundary=" + longest + "b\n--" + longest + "b\nX: y\n\nbody\n");
  for (const std::size_t bytes : {65'535u, 65'536u, 65'537u, 200'000u}) {
    const std::string line(bytes, 'x');
    EXPECT_TRUE(ReadAs(Format::kMail, "\n" + line + "\r\nA\n", 1000).sink.free_text == line + "\r\nA\n") << bytes;
    EXPECT_EQ(PlacesOf("\n" + line + "A\r\nB"), "A2:" + std::to_string(bytes + 1) + " B3:1 ");
  }
}

TEST(Mail, StoppedAndFailed) {
  const Outcome part{Status::kPartial, {}};
  const std::string mail = Parts({"\none", "Content-Disposition: attachment\n\ntwo", "\nthree"});
  EXPECT_EQ(ReadAs(Format::kMail, mail, SIZE_MAX, true).outcome, part);
  EXPECT_EQ(ReadAs(Format::kMail, mail.substr(0, mail.find("two")), SIZE_MAX, true).outcome, part);
  for (int after = 1; after < 6; ++after) {
    KeepingSink sink;
    sink.stop_after = after;
    PieceStream stream(mail);
    Learned learned;
    const Outcome outcome = Extract({.format = Format::kMail, .charset = Charset::kUtf8, .mime = "", .name = ""},
                                    stream, {}, 1, sink, learned);
    EXPECT_EQ(outcome, after <= 3 ? part : Outcome{}) << after;
    EXPECT_EQ(sink.batches, std::min(after, 3));
  }
}

TEST(Mail, IsKnownByItsFields) {
  const auto format_of = [](std::string_view text, std::string_view name) { return Detect(text, name).format; };
  const std::string mail = "Received: x\n by y\nFrom: a\r\nTo: b\n\nbody";
  EXPECT_EQ(format_of(mail, "a"), Format::kMail);
  EXPECT_EQ(format_of("From a@b\n" + mail, "mailbox"), Format::kMail);
  EXPECT_EQ(format_of(mail, "a.txt"), Format::kMail);
  EXPECT_EQ(format_of(mail, "a.yaml"), Format::kText);
  EXPECT_EQ(format_of("From: a\nTo: b\n\nbody", "a.txt"), Format::kText);
  EXPECT_EQ(format_of("From: a\nTo: b\n\nSubject: c", "a.txt"), Format::kText);
  EXPECT_EQ(format_of("text", "a.EML"), Format::kMail);
  EXPECT_EQ(Detect(mail, "a").mime, "message/rfc822");
  const Reading member = ReadObject(Zip({{"m.eml", mail}}), "a.zip");
  EXPECT_EQ(member.sink.log, "+m.eml:message/rfc822 -0 ");
}

TEST(Mail, FilesHaveASize) {
  Limits limits;
  limits.text_bytes = 4;
  EXPECT_EQ(ReadAs(Format::kMail, "text", SIZE_MAX, false, limits).outcome, Outcome{});
  EXPECT_EQ(ReadAs(Format::kMail, "text!", SIZE_MAX, false, limits).outcome,
            (Outcome{Status::kSkipped, "FILE_EXCEEDS_SIZE_LIMIT"}));
}

}  // namespace
}  // namespace macie_local::extract
