// What readers of archives share: how a member is read, and what the outcomes of members make of their archive.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/readers.h"

namespace macie_local::extract {

// Reads a member by what its path and first bytes say it is.
Outcome ReadMember(std::string_view path, base::ByteStream& stream, Run& run);

// One archive around what is read, while it lives.
class ArchiveScope {
 public:
  explicit ArchiveScope(Run& run) : run_(run) { ++run.archives; }
  ~ArchiveScope() { --run_.archives; }
  ArchiveScope(const ArchiveScope&) = delete;
  ArchiveScope& operator=(const ArchiveScope&) = delete;

  bool too_deep() const { return run_.archives > run_.limits.archives_nested; }

 private:
  Run& run_;
};

// Gathers the outcomes of an archive's members.
class ArchiveOutcome {
 public:
  void Add(const Outcome& member);
  // A reason of the archive's own, of which the first counts: it goes before what members say.
  void Fail(std::string_view reason);
  // An archive of which something was not read is PARTIAL; SKIPPED when nothing was [I]. It is to be read again when a
  // member is.
  Outcome Get() const;

 private:
  bool again_ = false;
  bool some_read_ = false;
  bool some_not_ = false;
  std::string_view reason_;
};

}  // namespace macie_local::extract
