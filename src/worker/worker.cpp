#include "worker/worker.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "macie_local/version.h"
#include "scan/byte_codec.h"
#include "scan/frames.h"

namespace macie_local::worker {
namespace {

// Of what a process says of itself; a refusal names a pattern.
constexpr std::size_t kWordsBytesMax = std::size_t{16} << 10;
constexpr std::size_t kNameBytesMax = 4096;

// The bytes of a plan.
class TextStream : public base::ByteStream {
 public:
  explicit TextStream(std::string_view text) : text_(text) {}
  base::Result<std::string_view> Next() override { return std::exchange(text_, {}); }

 private:
  std::string_view text_;
};

Answer Refused(std::string_view why) {
  return {Answer::Kind::kRefused, {}, base::Shorten(base::MendUtf8(why), kWordsBytesMax)};
}

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) lines.emplace_back(base::NextPart("\n", &text));
  return lines;
}

}  // namespace

Worker::Worker(WorkerOptions options, const Stopwatch& stopwatch)
    : options_(std::move(options)), stopwatch_(stopwatch), stop_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

Worker::~Worker() = default;

void Worker::Stop() {
  const std::uint64_t one = 1;
  // It is only refused when the count is at its end, and then it says so already.
  [[maybe_unused]] const ssize_t put = write(stop_.number(), &one, sizeof one);
}

void Worker::EndWhenIdle() {
  if (process_ && stopwatch_.Elapsed() - last_used_ >= options_.idle) process_.reset();
}

Exchange Worker::NewExchange() {
  return Exchange(process_.get(), stopwatch_, {options_.no_progress, options_.object_time, options_.look},
                  stop_.number());
}

Answer Worker::Scan(const std::shared_ptr<const scan::Plan>& plan, std::string_view name, const OpenStream& open) {
  // A process that died since, by whatever hand, is no fault of this object.
  if (process_ && !process_->IsAlive()) process_.reset();
  if (!process_) {
    if (auto failed = StartProcess()) return *failed;
  }
  if (plan_ != plan) {
    if (auto failed = SendPlan(plan)) return *failed;
  }
  Exchange exchange = NewExchange();
  // The end of a name says more than its beginning.
  name.remove_prefix(name.size() - std::min(name.size(), kNameBytesMax));
  const Exchange::End end = exchange.Ask(scan::MessageKind::kObject, name, open, scan::kResultBytesMax);
  last_used_ = stopwatch_.Elapsed();
  if (end != Exchange::End::kAnswer) return Lost(end);
  if (exchange.source_failure()) return {Answer::Kind::kSourceFailed, {}, *exchange.source_failure()};
  if (exchange.answer().kind != scan::MessageKind::kResult) return Lost(Exchange::End::kDied);
  auto result = scan::DecodeResult(exchange.answer().body, *plan);
  if (!result.ok()) return Lost(Exchange::End::kDied);
  return {Answer::Kind::kResult, std::move(*result), {}};
}

std::optional<Answer> Worker::StartProcess() {
  plan_.reset();
  auto started = Process::Start({options_.program, options_.without_seccomp});
  if (!started.ok()) return Refused(started.error().text);
  process_ = std::move(*started);
  Exchange exchange = NewExchange();
  const Exchange::End end = exchange.Await(kWordsBytesMax);
  const scan::Message& answer = exchange.answer();
  if (end == Exchange::End::kAnswer && answer.kind == scan::MessageKind::kReady && answer.body == kVersion) {
    return std::nullopt;
  }
  process_.reset();
  if (end == Exchange::End::kStopped) return Answer{Answer::Kind::kStopped, {}, {}};
  const std::string& program = options_.program;
  if (end != Exchange::End::kAnswer) return Refused(program + " ended or hung before it was ready");
  if (answer.kind == scan::MessageKind::kRefused) return Refused(program + " does not begin: " + answer.body);
  return Refused(program + " is of version " + base::Quote(base::MendUtf8(answer.body)) + ", which is not " + kVersion);
}

std::optional<Answer> Worker::SendPlan(const std::shared_ptr<const scan::Plan>& plan) {
  plan_.reset();
  const std::string bytes = scan::Encode(*plan);
  if (bytes.size() > scan::kPlanBytesMax) {
    return Refused("the words of all allow lists together have more than " + std::to_string(scan::kPlanBytesMax) +
                   " bytes");
  }
  std::string seed;
  scan::ByteWriter(&seed).U64(options_.hash_seed);
  Exchange exchange = NewExchange();
  const Exchange::End end = exchange.Ask(
      scan::MessageKind::kPlan, seed,
      [&]() -> base::Result<std::unique_ptr<base::ByteStream>> {
        return std::unique_ptr<base::ByteStream>(std::make_unique<TextStream>(bytes));
      },
      kWordsBytesMax);
  const scan::Message& answer = exchange.answer();
  if (end == Exchange::End::kStopped) return Lost(end);
  if (end != Exchange::End::kAnswer) {
    process_.reset();
    return Refused(options_.program + " ended or hung when it was told what to look for");
  }
  if (answer.kind == scan::MessageKind::kRefused) return Refused(answer.body);
  if (answer.kind != scan::MessageKind::kTaken) {
    process_.reset();
    return Refused(options_.program + " does not say what it was asked");
  }
  unknown_ = Lines(answer.body);
  plan_ = plan;
  return std::nullopt;
}

Answer Worker::Lost(Exchange::End end) {
  process_.reset();
  if (end == Exchange::End::kStopped) return {Answer::Kind::kStopped, {}, {}};
  const char* const reason = end == Exchange::End::kHung ? "TIME_CUT_OFF_REACHED" : "UNABLE_TO_PARSE_FILE";
  return {Answer::Kind::kResult, scan::Skipped(reason), {}};
}

}  // namespace macie_local::worker
