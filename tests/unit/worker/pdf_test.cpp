// PDF in the process that reads objects: sealed as it is, with the library that it reads them by.
#include <gtest/gtest.h>

#include <string>

#include "unit/extract/pdf_encrypted.h"
#include "unit/extract/pdf_writer.h"
#include "unit/worker/bench.h"

namespace macie_local::worker {
namespace {

class PdfWorkerTest : public testing::Test {
 protected:
  PdfWorkerTest() {
    auto plan = std::make_shared<scan::Plan>();
    plan->custom.push_back({.id = "c-1", .name = "employee", .regex = "E-\\d{4}", .keywords = {{"badge"}}});
    plan_ = plan;
  }
  static WorkerOptions Options() {
    WorkerOptions options;
    options.program = MACIE_SCAN_PROGRAM;
    options.look = std::chrono::milliseconds(1);
    return options;
  }
  Answer Scan(std::string_view file) { return worker_.Scan(plan_, "a.pdf", Open(file)); }
  // Says whether the one that the file has is found on its page.
  bool Finds(std::string_view file) {
    const Answer answer = Scan(file);
    const units::Place page = units::Page{.number = 1};
    return WasRead(answer) && answer.result.detections.size() == 1 &&
           answer.result.detections[0].places == std::vector<units::Place>{page};
  }

  std::shared_ptr<const scan::Plan> plan_;
  SteppingStopwatch stopwatch_;
  Worker worker_{Options(), stopwatch_};
  const std::string file_ = extract::PdfOfText("(badge) Tj 300 0 Td (E-1234) Tj 0 -20 Td (E-123) Tj 400 0 Td (5) Tj");
};

TEST_F(PdfWorkerTest, PagesAreReadInOneProcess) {
  ASSERT_TRUE(Finds(file_));
  const pid_t process = worker_.process_id();
  EXPECT_TRUE(Finds(file_));
  // Decrypting takes nothing that the process has not.
  using extract::PdfCipher;
  for (const PdfCipher cipher : {PdfCipher::kRc4, PdfCipher::kAes128, PdfCipher::kAes256}) {
    EXPECT_TRUE(Finds(extract::EncryptedPdf(file_, "", cipher)));
    EXPECT_TRUE(WasSkipped(Scan(extract::EncryptedPdf(file_, "secret", cipher)), "UNABLE_TO_PARSE_FILE"));
  }
  EXPECT_EQ(worker_.process_id(), process);
}

TEST_F(PdfWorkerTest, MemoryThatIsNotThereCostsOneObject) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take terabytes of addresses, so there is no limit";
#endif
  ASSERT_TRUE(Finds(file_));
  const pid_t process = worker_.process_id();
  // Each element takes many times the two bytes that it is written with.
  std::string numbers = "[";
  for (int i = 0; i < 12'000'000; ++i) numbers += "0 ";
  const Answer answer = Scan(extract::PdfOfPage(extract::PdfStream("BT /F 9 Tf (badge E-1234) Tj ET"),
                                                extract::kPdfFont, {numbers + "]"}, "/Annots 6 0 R"));
  EXPECT_EQ(answer.kind, Answer::Kind::kResult);
  EXPECT_EQ(answer.result.status, scan::Status::kPartial);
  EXPECT_EQ(answer.result.reason, "UNABLE_TO_PARSE_FILE");
  EXPECT_EQ(answer.result.detections.size(), 1u);
  EXPECT_TRUE(Finds(file_));
  EXPECT_EQ(worker_.process_id(), process);
}

// Each stream's length is in the next: qpdf goes from one to the next in its stack.
TEST_F(PdfWorkerTest, AProcessThatEndsCostsOneObject) {
  std::vector<std::string> streams;
  for (int i = 7; i < 200'000; ++i) streams.push_back("<</Length " + std::to_string(i) + " 0 R>>stream\nx\nendstream");
  const Answer answer = Scan(extract::PdfOfPage("<</Length 6 0 R>>stream\nx\nendstream", extract::kPdfFont, streams));
  EXPECT_EQ(answer.kind, Answer::Kind::kResult);
  EXPECT_NE(answer.result.status, scan::Status::kComplete);
  EXPECT_TRUE(Finds(file_));
}

}  // namespace
}  // namespace macie_local::worker
