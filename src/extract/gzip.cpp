// gzip: what is compressed is read by what it turns out to be.
#include <zlib.h>

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "extract/archive.h"
#include "extract/streams.h"

namespace macie_local::extract {
namespace {

// Gives what a gzip file of one or more members holds, and counts it. What follows the last member is passed over, as
// other programs do. The source outlives it.
class GzipStream : public base::ByteStream {
 public:
  enum class End { kNone, kSource, kDamaged, kTooMuch };

  GzipStream(base::ByteStream& source, Run& run)
      : source_(source),
        run_(run),
        left_(run.limits.member_bytes),
        out_(std::make_unique_for_overwrite<char[]>(kOutBytes)) {
    inflating_ = inflateInit2(&z_, kGzipOnly) == Z_OK;
  }
  ~GzipStream() override {
    if (inflating_) inflateEnd(&z_);
  }
  GzipStream(const GzipStream&) = delete;
  GzipStream& operator=(const GzipStream&) = delete;

  base::Result<std::string_view> Next() override;
  // Why it failed, if it did.
  End end() const { return end_; }
  bool gave_some() const { return left_ < run_.limits.member_bytes; }

 private:
  static constexpr std::size_t kOutBytes = 64 << 10;
  static constexpr int kGzipOnly = 15 + 16;
  static constexpr std::size_t kInputBytesMax = std::size_t{1} << 30;  // zlib counts with 32 bits

  base::Error Fail(End end) {
    end_ = end;
    return StreamFailure("the gzip file can't be read on");
  }
  bool TakeInput();
  bool BeginMember();

  base::ByteStream& source_;
  Run& run_;
  std::uint64_t left_;
  std::unique_ptr<char[]> out_;
  z_stream z_{};
  std::string_view piece_;  // the source's last, of which zlib has the beginning
  bool inflating_ = false;
  bool within_ = true;  // a member has begun, or the first must
  bool source_ended_ = false;
  End end_ = End::kNone;
};

// Gives zlib the next bytes. Returns false when there are none.
bool GzipStream::TakeInput() {
  if (piece_.empty() && !source_ended_) {
    const auto next = source_.Next();
    if (!next.ok()) end_ = End::kSource;
    source_ended_ = !next.ok() || next->empty();
    if (!source_ended_) piece_ = *next;
  }
  const std::string_view input = piece_.substr(0, kInputBytesMax);
  piece_.remove_prefix(input.size());
  z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
  z_.avail_in = static_cast<uInt>(input.size());
  return !input.empty();
}

// Whether another member follows the one that has ended. Zero bytes may stand between, as tapes have them.
bool GzipStream::BeginMember() {
  constexpr Bytef kFirst = 0x1F;
  while (z_.avail_in > 0 || TakeInput()) {
    if (*z_.next_in == kFirst) return inflateReset(&z_) == Z_OK;
    if (*z_.next_in != 0) return false;
    ++z_.next_in;
    --z_.avail_in;
  }
  return false;
}

base::Result<std::string_view> GzipStream::Next() {
  if (!inflating_) return Fail(End::kDamaged);
  z_.next_out = reinterpret_cast<Bytef*>(out_.get());
  z_.avail_out = kOutBytes;
  while (z_.avail_out == kOutBytes) {
    if (!within_) {
      within_ = BeginMember();
      if (end_ == End::kSource) return Fail(End::kSource);
      if (!within_) return std::string_view();
    }
    if (z_.avail_in == 0 && !TakeInput()) return Fail(end_ == End::kSource ? End::kSource : End::kDamaged);
    const int result = inflate(&z_, Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      within_ = false;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      if (z_.avail_out == kOutBytes) return Fail(End::kDamaged);
      break;  // what came before is given; the next call fails again
    }
  }
  const std::size_t given = kOutBytes - z_.avail_out;
  if (given > left_ || given > run_.limits.extracted_bytes - run_.extracted) return Fail(End::kTooMuch);
  left_ -= given;
  run_.extracted += given;
  return std::string_view(out_.get(), given);
}

// "a.csv.gz" holds "a.csv", "a.tgz" holds "a.tar".
std::string NameInside(std::string_view name) {
  constexpr std::pair<std::string_view, std::string_view> kEndings[] = {{".gz", ""}, {".gzip", ""}, {".tgz", ".tar"}};
  for (const auto& [ending, instead] : kEndings) {
    if (name.size() < ending.size()) continue;
    const std::string_view stem = name.substr(0, name.size() - ending.size());
    if (base::EqualsWithoutCase(name.substr(stem.size()), ending)) return std::string(stem).append(instead);
  }
  return std::string(name);
}

}  // namespace

Outcome ReadGzip(const Detected& detected, base::ByteStream& stream, Run& run) {
  const ArchiveScope scope(run);
  if (scope.too_deep()) return {Status::kPartial, reason::kArchiveNesting};
  GzipStream gzip(stream, run);
  const Outcome member = ReadMember(NameInside(detected.name), gzip, run);
  const bool stopped = gzip.end() == GzipStream::End::kNone && member == Outcome{Status::kPartial, {}};
  if (stopped || gzip.end() == GzipStream::End::kSource) {
    return member.status == Status::kReadAgain ? member : Outcome{Status::kPartial, {}};
  }
  ArchiveOutcome outcome;
  if (gzip.end() == GzipStream::End::kTooMuch) outcome.Fail(reason::kExtractedBytes);
  if (gzip.end() == GzipStream::End::kDamaged) outcome.Fail(reason::kMalformed);
  outcome.Add(gzip.end() == GzipStream::End::kDamaged && !gzip.gave_some() ? Outcome{Status::kSkipped, {}} : member);
  return outcome.Get();
}

}  // namespace macie_local::extract
