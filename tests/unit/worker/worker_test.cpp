// With the program itself.
#include "worker/worker.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "extract/limits.h"
#include "scan/ring.h"
#include "support/parquet_writer.h"
#include "unit/extract/avro_writer.h"
#include "unit/extract/biff_writer.h"
#include "unit/extract/office_writer.h"
#include "unit/worker/bench.h"

namespace macie_local::worker {
namespace {

constexpr std::string_view kCsv = "name,employee\nJo,E-1234\nAl,E-9876\n";

class WorkerTest : public testing::Test {
 protected:
  WorkerTest() {
    auto plan = std::make_shared<scan::Plan>();
    plan->custom.push_back({.id = "c-1", .name = "employee", .regex = "E-\\d{4}"});
    plan_ = plan;
  }
  static WorkerOptions Options() {
    WorkerOptions options;
    options.program = MACIE_SCAN_PROGRAM;
    options.look = std::chrono::milliseconds(1);
    return options;
  }
  Answer Scan(std::string_view name, std::string_view text, PiecesStream::Options options = {}) {
    return worker_.Scan(plan_, name, Open(text, std::move(options)));
  }
  bool FindsBoth() {
    const Answer answer = Scan("a.csv", kCsv);
    return WasRead(answer) && answer.result.detections.size() == 1 && answer.result.detections[0].count == 2;
  }
  std::string ReadOfProcess(const std::string& file) {
    std::ifstream in("/proc/" + std::to_string(worker_.process_id()) + "/" + file);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  std::shared_ptr<const scan::Plan> plan_;
  SteppingStopwatch stopwatch_;
  Worker worker_{Options(), stopwatch_};
};

TEST_F(WorkerTest, PlacesComeBackAndNotTheText) {
  const Answer answer = Scan("a.csv", kCsv);
  ASSERT_TRUE(WasRead(answer)) << answer.why;
  EXPECT_EQ(answer.result.mime, "text/csv");
  EXPECT_EQ(answer.result.bytes, kCsv.size());
  ASSERT_EQ(answer.result.detections.size(), 1u);
  const scan::Detection& found = answer.result.detections[0];
  EXPECT_EQ(found.id, "c-1");
  EXPECT_TRUE(found.custom);
  EXPECT_EQ(found.count, 2u);
  ASSERT_EQ(found.places.size(), 2u);
  const units::Place first = units::Cell{2, 2, "employee", ""};
  const units::Place second = units::Cell{3, 2, "employee", ""};
  EXPECT_EQ(found.places[0], first);
  EXPECT_EQ(found.places[1], second);
}

// Codecs work where the process may do next to nothing.
TEST_F(WorkerTest, ParquetOfAllCodecs) {
  for (const int codec : {0, 1, 2, 4, 5, 6, 7}) {
    const support::PagePart page{.values = 2, .bytes = support::PlainTexts({"E-1234", "E-5678"})};
    const std::string file = support::Parquet({{.name = "employee", .converted = 0}}, 1,
                                              {{.rows = 2, .columns = {{.pages = {page}, .codec = codec}}}});
    const Answer answer = Scan("a.parquet", file);
    ASSERT_TRUE(WasRead(answer)) << codec;
    EXPECT_EQ(answer.result.mime, "application/parquet");
    ASSERT_EQ(answer.result.detections.size(), 1u);
    const units::Place second = units::RecordPlace{1, "$.employee"};
    ASSERT_EQ(answer.result.detections[0].places.size(), 2u);
    EXPECT_EQ(answer.result.detections[0].places[1], second);
  }
}

TEST_F(WorkerTest, AvroOfAllCodecs) {
  for (const char* codec : {"null", "deflate", "snappy", "zstandard", "bzip2", "xz"}) {
    const std::string records = extract::AvroText("E-1234") + extract::AvroText("E-5678");
    const Answer answer = Scan("a.avro", extract::AvroFile(R"({"type":"record","name":"R","fields":[
        {"name":"employee","type":"string"}]})",
                                                           2, records, codec));
    ASSERT_TRUE(WasRead(answer)) << codec;
    EXPECT_EQ(answer.result.mime, "application/avro");
    ASSERT_EQ(answer.result.detections.size(), 1u);
    const units::Place second = units::RecordPlace{1, "$.employee"};
    ASSERT_EQ(answer.result.detections[0].places.size(), 2u);
    EXPECT_EQ(answer.result.detections[0].places[1], second);
  }
}

TEST_F(WorkerTest, WorkbooksInCompoundFiles) {
  const std::string cells = extract::BiffSharedLabel(0, 0, 0) + extract::BiffSharedLabel(1, 0, 1);
  const Answer answer =
      Scan("a.xls", extract::XlsFile(extract::BiffSharedTexts({"employee", "E-1234"}), {{"Data", cells}}));
  ASSERT_TRUE(WasRead(answer));
  EXPECT_EQ(answer.result.mime, "application/vnd.ms-excel");
  ASSERT_EQ(answer.result.detections.size(), 1u);
  const units::Place place = units::Cell{.row = 2, .column = 1, .column_name = "employee", .cell_reference = "Data!A2"};
  ASSERT_EQ(answer.result.detections[0].places.size(), 1u);
  EXPECT_EQ(answer.result.detections[0].places[0], place);
}

TEST_F(WorkerTest, OneProcessReadsManyObjectsAndPlans) {
  ASSERT_TRUE(FindsBoth());
  const pid_t process = worker_.process_id();
  const auto other = std::make_shared<scan::Plan>();
  EXPECT_TRUE(worker_.Scan(other, "a.csv", Open(kCsv)).result.detections.empty());
  EXPECT_TRUE(FindsBoth());
  EXPECT_EQ(worker_.process_id(), process);
}

TEST_F(WorkerTest, WhatIsMalformedIsReadAgainAsText) {
  const Answer answer = Scan("a.json", "{\"id\": \"E-1234\"} and then no JSON, E-1111\n{");
  ASSERT_TRUE(WasRead(answer));
  ASSERT_EQ(answer.result.detections.size(), 1u);
  const units::Place first = units::LineRange{1, 1, 9};
  EXPECT_EQ(answer.result.detections[0].places.at(0), first);
}

// The C library has the tables of charsets in files, which a sealed process can't open.
TEST_F(WorkerTest, CharsetsAreReadWithoutFiles) {
  constexpr std::string_view kTexts[] = {
      "<meta charset=shift_jis>\x83\x5C\x83\x65 E-1234", "<meta charset=iso-2022-jp>\x1B$B%=%F\x1B(B E-1234",
      "<meta charset=gb18030>\xB2\xE2\xCA\xD4 E-1234", "<meta charset=euc-kr>\xBD\xC3\xC7\xE8 E-1234",
      "<meta charset=koi8-r>\xD7\xCF E-1234"};
  for (const std::string_view text : kTexts) {
    const Answer answer = Scan("a.html", text);
    ASSERT_TRUE(WasRead(answer)) << text;
    ASSERT_EQ(answer.result.detections.size(), 1u) << text;
    const std::size_t begin = text.find('>') + 1;
    // Two characters and a space stand before it.
    const units::Place place = units::LineRange{1, 1, begin + 4};
    EXPECT_EQ(answer.result.detections[0].places.at(0), place) << text;
  }
}

TEST_F(WorkerTest, APlanThatIsNoneIsRefusedAndTheNextOneTaken) {
  auto wrong = std::make_shared<scan::Plan>();
  wrong->custom.push_back({.id = "c", .name = "n", .regex = "("});
  const Answer answer = worker_.Scan(wrong, "a.csv", Open(kCsv));
  EXPECT_EQ(answer.kind, Answer::Kind::kRefused);
  EXPECT_FALSE(answer.why.empty());
  EXPECT_TRUE(FindsBoth());
}

TEST_F(WorkerTest, IdentifiersThatNothingLooksForAreTold) {
  auto plan = std::make_shared<scan::Plan>();
  plan->identifiers = {"NO_SUCH_IDENTIFIER"};
  EXPECT_TRUE(WasRead(worker_.Scan(plan, "a.csv", Open(kCsv))));
  EXPECT_EQ(worker_.unknown(), std::vector<std::string>{"NO_SUCH_IDENTIFIER"});
}

TEST_F(WorkerTest, KilledInAnObjectItIsStartedAnew) {
  ASSERT_TRUE(FindsBoth());
  const std::string large(20 * scan::kSlotBytes, 'x');
  const auto end = [&] { kill(worker_.process_id(), SIGKILL); };
  const Answer answer = Scan("a.txt", large, {.piece = 4096, .call_at = 3 * scan::kSlotBytes, .call = end});
  EXPECT_TRUE(WasSkipped(answer, "UNABLE_TO_PARSE_FILE"));
  EXPECT_TRUE(FindsBoth());
}

TEST_F(WorkerTest, KilledBetweenTwoObjectsItIsNoFaultOfTheNext) {
  ASSERT_TRUE(FindsBoth());
  const pid_t process = worker_.process_id();
  kill(process, SIGKILL);
  siginfo_t ended{};
  ASSERT_EQ(waitid(P_PID, static_cast<id_t>(process), &ended, WEXITED | WNOWAIT), 0);
  EXPECT_TRUE(FindsBoth());
  EXPECT_NE(worker_.process_id(), process);
}

TEST_F(WorkerTest, StoppedInAnObjectItIsCutOffAndStartedAnew) {
  ASSERT_TRUE(FindsBoth());
  const std::string large(20 * scan::kSlotBytes, 'x');
  const auto halt = [&] {
    kill(worker_.process_id(), SIGSTOP);
    stopwatch_.SetStep(std::chrono::seconds(1));
  };
  const Answer answer = Scan("a.txt", large, {.piece = 4096, .call_at = 3 * scan::kSlotBytes, .call = halt});
  EXPECT_TRUE(WasSkipped(answer, "TIME_CUT_OFF_REACHED"));
  stopwatch_.SetStep({});
  EXPECT_TRUE(FindsBoth());
}

// What does not fit into the memory for it goes into a file, which is empty again afterwards.
TEST_F(WorkerTest, AFileThatMustBeWholeMayBeLargerThanTheMemoryForIt) {
  using extract::Paragraph;
  const std::string content(extract::Limits().kept_bytes, '\0');
  const extract::ZipPart picture{.name = "word/media/image1.bin", .bytes = content, .method = 0};
  const std::string document = extract::WordXml(Paragraph("E-1234") + Paragraph("E-5678"));
  const std::string file = extract::OfficeFile({{"word/document.xml", "document.main", document}}, {picture});
  for (int i = 0; i < 2; ++i) {
    const Answer answer = Scan("a.docx", file);
    ASSERT_TRUE(WasRead(answer)) << answer.result.reason;
    ASSERT_EQ(answer.result.detections.size(), 1U);
    EXPECT_EQ(answer.result.detections[0].count, 2U);
    if (geteuid() != 0) continue;
    EXPECT_EQ(std::filesystem::file_size("/proc/" + std::to_string(worker_.process_id()) + "/fd/7"), 0U);
  }
}

TEST_F(WorkerTest, ItHasNoFilesButItsOwn) {
  std::vector<scan::Descriptor> ours;
  // Without O_CLOEXEC, as an embedding program may have them.
  for (int i = 0; i < 20; ++i) ours.emplace_back(open("/dev/zero", O_RDONLY));
  ASSERT_TRUE(FindsBoth());
  // Its memory is closed to us unless we are root, and so is the list of its files.
  if (geteuid() != 0) GTEST_SKIP() << "only root may look at a process that is not dumpable";
  std::set<std::string> numbers;
  for (const auto& entry :
       std::filesystem::directory_iterator("/proc/" + std::to_string(worker_.process_id()) + "/fd")) {
    numbers.insert(entry.path().filename());
  }
  EXPECT_EQ(numbers, (std::set<std::string>{"0", "1", "2", "3", "4", "5", "6", "7"}));
  EXPECT_EQ(ReadOfProcess("environ"), "");
}

TEST_F(WorkerTest, ItIsSealed) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a build with sanitizers is not sealed";
#endif
  ASSERT_TRUE(FindsBoth());
  const std::string status = ReadOfProcess("status");
  EXPECT_NE(status.find("NoNewPrivs:\t1\n"), std::string::npos);
  EXPECT_NE(status.find("Seccomp:\t2\n"), std::string::npos);
}

TEST_F(WorkerTest, NoFileOfOursStaysOpen) {
  const auto count = [] {
    const std::filesystem::directory_iterator files("/proc/self/fd");
    return std::distance(begin(files), end(files));
  };
  const auto before = count();
  for (int i = 0; i < 5; ++i) {
    Worker worker(Options(), stopwatch_);
    EXPECT_TRUE(WasRead(worker.Scan(plan_, "a.csv", Open(kCsv))));
  }
  EXPECT_EQ(count(), before);
}

TEST_F(WorkerTest, ItEndsWithItsOwner) {
  pid_t process = 0;
  {
    Worker worker(Options(), stopwatch_);
    ASSERT_TRUE(WasRead(worker.Scan(plan_, "a.csv", Open(kCsv))));
    process = worker.process_id();
  }
  EXPECT_EQ(kill(process, 0), -1);
  EXPECT_EQ(errno, ESRCH);
}

}  // namespace
}  // namespace macie_local::worker
