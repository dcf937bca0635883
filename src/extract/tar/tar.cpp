// tar: ustar, pax and GNU's long names and large sizes. Members are read where they come, one after the other.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

#include "extract/archive.h"
#include "extract/streams.h"
#include "extract/tar/tar_header.h"

namespace macie_local::extract {
namespace {

// One member's bytes. Fails where the archive ends within it, and where more is extracted than may be.
class MemberStream : public base::ByteStream {
 public:
  MemberStream(StreamReader& input, std::uint64_t bytes, Run& run) : input_(input), left_(bytes), run_(run) {}

  base::Result<std::string_view> Next() override {
    if (left_ == 0) return std::string_view();
    const std::uint64_t allowed = run_.limits.extracted_bytes - run_.extracted;
    const std::string_view some = input_.Some(std::min(left_, allowed));
    left_ -= some.size();
    too_much_ = allowed == 0;
    cut_ = some.empty() && !too_much_;
    if (some.empty()) return StreamFailure("the archive can't be read on");
    run_.extracted += some.size();
    return some;
  }
  std::uint64_t left() const { return left_; }
  bool cut() const { return cut_; }
  bool too_much() const { return too_much_; }

 private:
  StreamReader& input_;
  std::uint64_t left_;
  Run& run_;
  bool cut_ = false;
  bool too_much_ = false;
};

class TarReader {
 public:
  TarReader(base::ByteStream& stream, Run& run) : input_(stream), run_(run) {}

  Outcome Read() {
    while (TakeHeader()) {
    }
    if (stopped_ || input_.failed()) {
      const Outcome outcome = outcome_.Get();
      return outcome.status == Status::kReadAgain ? outcome : Outcome{Status::kPartial, {}};
    }
    return outcome_.Get();
  }

 private:
  bool TakeHeader();
  bool TakeNames(const TarHeader& header);
  bool TakeFile(const TarHeader& header);
  bool End(std::string_view reason) {
    if (!reason.empty()) outcome_.Fail(reason);
    return false;
  }

  StreamReader input_;
  Run& run_;
  ArchiveOutcome outcome_;
  TarExtra extra_;  // what was said of the next member
  bool stopped_ = false;
};

// Returns false when nothing follows or no more is to be read.
bool TarReader::TakeHeader() {
  std::string block;
  if (!input_.Read(kTarBlockBytes, &block)) return End(block.empty() ? "" : reason::kMalformed);
  if (block.find_first_not_of('\0') == std::string::npos) return false;
  const std::optional<TarHeader> header = ParseTarHeader(block);
  if (!header) return End(reason::kMalformed);
  switch (header->kind) {
    case TarHeader::Kind::kNames:
      return TakeNames(*header);
    case TarHeader::Kind::kFile:
      return TakeFile(*header);
    case TarHeader::Kind::kOther:
      extra_ = {};
      for (bool more = header->map_follows; more; more = MapFollows(block)) {
        if (!input_.Read(kTarBlockBytes, &block)) return End(reason::kMalformed);
      }
      return input_.Skip(TarPadded(header->size)) || End(reason::kMalformed);
  }
  return false;
}

bool TarReader::TakeNames(const TarHeader& header) {
  std::string bytes;
  if (header.size > kTarNamesBytesMax) return End(reason::kMalformed);
  if (!input_.Read(TarPadded(header.size), &bytes)) return End(reason::kMalformed);
  bytes.resize(static_cast<std::size_t>(header.size));
  if (!extra_.Take(header.type, bytes)) return End(reason::kMalformed);
  return true;
}

bool TarReader::TakeFile(const TarHeader& header) {
  const std::uint64_t size = extra_.size.value_or(header.size);
  const std::string path = extra_.path.value_or(header.path);
  extra_ = {};
  if (++run_.members > run_.limits.members) return End(reason::kMembers);
  if (size > run_.limits.member_bytes) return End(reason::kExtractedBytes);
  MemberStream member(input_, size, run_);
  const Outcome outcome = ReadMember(path, member, run_);
  if (member.too_much()) outcome_.Fail(reason::kExtractedBytes);
  if (member.cut()) outcome_.Fail(reason::kMalformed);
  outcome_.Add(outcome);
  if (member.too_much() || member.cut()) return false;
  stopped_ = outcome == Outcome{Status::kPartial, {}};
  if (stopped_ || outcome.reason == reason::kExtractedBytes || outcome.reason == reason::kMembers) return false;
  return input_.Skip(member.left() + TarPadded(size) - size) || End(reason::kMalformed);
}

}  // namespace

Outcome ReadTar(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  const ArchiveScope scope(run);
  if (scope.too_deep()) return {Status::kPartial, reason::kArchiveNesting};
  return TarReader(stream, run).Read();
}

}  // namespace macie_local::extract
