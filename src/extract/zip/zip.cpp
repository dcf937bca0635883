// zip, by the directory at its end. Files are read in the order of their places, from front to back: so an archive that
// is too large to be kept is read as a stream too, once it is known from earlier readings what is in it.
#include <algorithm>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include "extract/archive.h"
#include "extract/kept_bytes.h"
#include "extract/streams.h"
#include "extract/zip/directory.h"
#include "extract/zip/entry_stream.h"

namespace macie_local::extract {
namespace {

using Entries = std::vector<ZipEntry>;

constexpr Outcome kSourceFailed{Status::kPartial, {}};

// Reads the directory at which `reader` stands. Returns why the archive is not read, or nothing.
std::optional<Outcome> TakeDirectory(StreamReader& reader, const ZipEnd& end, const Run& run, Entries* entries) {
  const std::uint64_t files_max = run.limits.members - run.members;
  const ZipRead read = ReadZipDirectory(reader, end, [&](const ZipEntry& entry, std::string_view) {
    if (entries->size() >= files_max) return false;
    entries->push_back(entry);
    return true;
  });
  if (read == ZipRead::kFailed) return kSourceFailed;
  if (read == ZipRead::kStopped) return Outcome{Status::kSkipped, reason::kMembers};
  if (read == ZipRead::kMalformed || !SortZipEntries(entries, end))
    return Outcome{Status::kSkipped, reason::kMalformed};
  std::uint64_t left = run.limits.extracted_bytes - run.extracted;
  for (const ZipEntry& entry : *entries) {
    if (entry.size > run.limits.member_bytes || entry.size > left) {
      return Outcome{Status::kSkipped, reason::kExtractedBytes};
    }
    left -= entry.size;
  }
  return std::nullopt;
}

class ZipReader {
 public:
  // The stream gives the archive from its first byte.
  ZipReader(base::ByteStream& stream, const Entries& entries, const ZipEnd& end, Run& run)
      : reader_(stream), entries_(entries), end_(end), run_(run) {
    run_.members += entries.size();
  }

  Outcome Read() {
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      const std::uint64_t next = i + 1 < entries_.size() ? entries_[i + 1].position : end_.begin;
      if (!TakeFile(entries_[i], next)) break;
    }
    // What is behind the files was read, too: it is the directory.
    if (!stopped_) reader_.Skip(std::numeric_limits<std::uint64_t>::max());
    const Outcome outcome = outcome_.Get();
    if (!stopped_ && !reader_.failed()) return outcome;
    return outcome.status == Status::kReadAgain ? outcome : kSourceFailed;
  }

 private:
  // Returns false when no more is to be read.
  bool TakeFile(const ZipEntry& entry, std::uint64_t end);
  bool PassOver(const std::string& path);

  StreamReader reader_;
  const Entries& entries_;
  const ZipEnd& end_;
  Run& run_;
  ArchiveOutcome outcome_;
  bool stopped_ = false;
};

bool ZipReader::TakeFile(const ZipEntry& entry, std::uint64_t end) {
  std::string path;
  if (!TakeZipHeader(reader_, entry, end, &path)) {
    outcome_.Fail(reason::kMalformed);
    return !reader_.failed();
  }
  if (!IsZipEntryReadable(entry)) return PassOver(path);
  ZipEntryStream file(reader_, entry, run_);
  const Outcome outcome = ReadMember(path, file, run_);
  if (reader_.failed()) {
    outcome_.Add(outcome);
    return false;
  }
  const bool damaged = file.end() == ZipEntryStream::End::kDamaged;
  if (damaged) outcome_.Fail(reason::kMalformed);
  if (file.end() == ZipEntryStream::End::kTooMuch) outcome_.Fail(reason::kExtractedBytes);
  outcome_.Add(damaged && !file.gave_some() ? Outcome{Status::kSkipped, {}} : outcome);
  if (file.end() == ZipEntryStream::End::kTooMuch) return false;
  stopped_ = !damaged && outcome == Outcome{Status::kPartial, {}};
  return !stopped_ && outcome.reason != reason::kExtractedBytes && outcome.reason != reason::kMembers;
}

// The file is encrypted, or compressed in a way that is not known.
bool ZipReader::PassOver(const std::string& path) {
  const Detected unknown{.format = Format::kUnsupported, .mime = "application/octet-stream", .name = path};
  const Outcome outcome{Status::kSkipped, reason::kUnparseable};
  stopped_ = !run_.sink.Enter({.path = path, .detected = unknown});
  run_.sink.Leave(outcome);
  outcome_.Add(outcome);
  return !stopped_;
}

Outcome ReadKept(std::string_view kept, Run& run) {
  const auto end = FindZipEnd(ZipTail(kept), kept.size());
  if (!end) return {Status::kSkipped, reason::kMalformed};
  KeptStream directory(kept, end->begin);
  StreamReader reader(directory, end->begin);
  Entries entries;
  if (const auto outcome = TakeDirectory(reader, *end, run, &entries)) return *outcome;
  KeptStream stream(kept, 0);
  return ZipReader(stream, entries, *end, run).Read();
}

// Of an archive that can't be kept the first reading learns where its directory is. `tail` are the last of the `bytes`
// bytes that were read.
Outcome LearnEnd(std::string tail, std::uint64_t bytes, std::string_view piece, base::ByteStream& stream, Run& run) {
  while (!piece.empty()) {
    bytes += piece.size();
    tail.append(ZipTail(piece));
    if (tail.size() > 4 * kZipTailBytes) tail.erase(0, tail.size() - kZipTailBytes);
    const auto next = stream.Next();
    if (!next.ok()) return kSourceFailed;
    piece = *next;
  }
  const auto end = FindZipEnd(ZipTail(tail), bytes);
  if (!end) return {Status::kSkipped, reason::kMalformed};
  run.learned.zip_end = end;
  return {Status::kReadAgain, {}};
}

// The second reading learns what is in the directory; later ones read the files.
Outcome ReadLarge(base::ByteStream& stream, Run& run) {
  const ZipEnd& end = *run.learned.zip_end;
  if (run.learned.zip_entries) return ZipReader(stream, *run.learned.zip_entries, end, run).Read();
  StreamReader reader(stream);
  if (!reader.Skip(end.begin)) return kSourceFailed;
  Entries entries;
  if (const auto outcome = TakeDirectory(reader, end, run, &entries)) return *outcome;
  run.learned.zip_entries = std::move(entries);
  return {Status::kReadAgain, {}};
}

}  // namespace

Outcome ReadZip(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  const ArchiveScope scope(run);
  if (scope.too_deep()) return {Status::kPartial, reason::kArchiveNesting};
  const bool outermost = run.archives == 1;
  if (outermost && run.learned.zip_end) return ReadLarge(stream, run);
  KeptBytes kept(run);
  const KeptBytes::End end = kept.Take(stream);
  if (end == KeptBytes::End::kFailed) return kSourceFailed;
  if (end == KeptBytes::End::kAll) return ReadKept(kept.bytes(), run);
  if (!outermost) return {Status::kSkipped, reason::kArchiveSize};
  std::string tail(ZipTail(kept.bytes()));
  const std::uint64_t bytes = kept.bytes().size();
  kept.Clear();
  return LearnEnd(std::move(tail), bytes, kept.surplus(), stream, run);
}

}  // namespace macie_local::extract
