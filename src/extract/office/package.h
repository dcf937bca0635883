// What Office files have in common: a zip archive of parts, each of a type, that name each other.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "extract/charset.h"
#include "extract/kept_bytes.h"
#include "extract/office/xml_tokens.h"
#include "extract/readers.h"
#include "extract/streams.h"
#include "extract/zip/directory.h"
#include "extract/zip/entry_stream.h"

namespace macie_local::extract {

// A file of more parts is not read.
inline constexpr std::size_t kPartsMax = 1 << 16;

class Package {
 public:
  struct Part {
    std::string type;  // the content type, in lower case
    ZipEntry entry;
    std::uint64_t end = 0;  // where it must end in the archive
  };
  // By name, in lower case and without a "/" before it.
  using Parts = std::map<std::string, Part, std::less<>>;

  explicit Package(Run& run) : run_(run), kept_(run) {}

  // Takes all of the stream and what is in it. Returns why the file is not read, or nothing. Called once.
  std::optional<Outcome> Open(base::ByteStream& stream);

  const Parts& parts() const { return parts_; }
  // Returns the first part whose type ends so, or null.
  const Parts::value_type* FirstOfType(std::string_view ending) const;
  // Returns the part that `target`, which the part `from` names, stands for, or null.
  const Parts::value_type* Find(std::string_view from, std::string_view target) const;
  // Returns why the part may not be read, or nothing: it takes up far more than it is stored with [I].
  std::string_view Refuses(const Part& part) const;

  Run& run() const { return run_; }
  std::string_view bytes() const { return kept_.bytes(); }

 private:
  bool TakeParts();
  bool TakeTypes(const Part& types);

  Run& run_;
  KeptBytes kept_;
  Parts parts_;
};

// The bytes of a part.
class PartStream : public base::ByteStream {
 public:
  // Both outlive it.
  PartStream(const Package& package, const Package::Part& part);

  base::Result<std::string_view> Next() override;
  bool too_much() const { return bytes_.end() == ZipEntryStream::End::kTooMuch; }

 private:
  KeptStream kept_;
  StreamReader reader_;
  std::string name_;
  bool begun_;
  ZipEntryStream bytes_;
};

// The tokens of a part.
class PartTokens {
 public:
  // Both outlive it.
  PartTokens(const Package& package, const Package::Part& part);

  XmlTokens& tokens() { return tokens_; }
  // Returns why tokens ended too early, once they say that they are malformed.
  std::string_view reason() const;

 private:
  static constexpr std::size_t kMarkBytes = 4;

  PartStream bytes_;
  PeekedStream peeked_;
  Utf8Stream text_;
  XmlTokens tokens_;
};

// Returns what the part at `from` calls by an id, by those ids: the names of parts, or addresses elsewhere.
std::map<std::string, std::string, std::less<>> Relations(const Package& package, std::string_view from);

}  // namespace macie_local::extract
