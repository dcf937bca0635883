#include "extract/archive.h"

#include "extract/detect.h"
#include "extract/streams.h"

namespace macie_local::extract {

Outcome ReadMember(std::string_view path, base::ByteStream& stream, Run& run) {
  PeekedStream peeked(stream, kHeadBytes);
  const Detected detected = Detect(peeked.head(), path);
  const bool goes_on = run.sink.Enter({.path = path, .detected = detected});
  const Outcome outcome = goes_on ? ReadFile(detected, peeked, run) : Outcome{Status::kPartial, {}};
  run.sink.Leave(outcome);
  return outcome;
}

void ArchiveOutcome::Add(const Outcome& member) {
  again_ = again_ || member.status == Status::kReadAgain;
  some_read_ = some_read_ || member.status != Status::kSkipped;
  some_not_ = some_not_ || member.status == Status::kSkipped || member.status == Status::kPartial;
  // These are told of an archive as a whole, however deep in it they come.
  if (member.reason == reason::kArchiveNesting || member.reason == reason::kExtractedBytes ||
      member.reason == reason::kMembers) {
    Fail(member.reason);
  }
}

void ArchiveOutcome::Fail(std::string_view reason) {
  if (reason_.empty()) reason_ = reason;
}

Outcome ArchiveOutcome::Get() const {
  if (again_) return {Status::kReadAgain, {}};
  if (reason_.empty() && !some_not_) return {};
  return {some_read_ ? Status::kPartial : Status::kSkipped, reason_.empty() ? reason::kMemberNotRead : reason_};
}

}  // namespace macie_local::extract
