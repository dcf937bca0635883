// Reads and writes files at the start. Every error is one line that names the option and the file.
#pragma once

#include <string>
#include <string_view>

#include "base/large_text.h"
#include "base/result.h"

namespace macie_local::app {

// Returns the error "OPTION PATH: REASON".
base::Error FileFailure(std::string_view option, const std::string& path, std::string_view reason);

// Returns the content of a file.
base::Result<std::string> ReadFile(std::string_view option, const std::string& path);
// Returns the content of a file that may be long, as a copy: the file may change while the copy is read.
base::Result<base::LargeText> ReadDocument(std::string_view option, const std::string& path);

// A file that appears in its place whole, and only when all else has succeeded: it is written beside its place, renamed
// by Publish(), and removed if that is never called. Everyone may read it.
class PendingFile {
 public:
  // Writes the file beside its place. `option` must have static storage.
  static base::Result<PendingFile> Write(std::string_view option, const std::string& path, std::string_view text);

  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  // Puts the file in its place. Call it once.
  base::Status Publish();
  const std::string& path() const { return path_; }

 private:
  PendingFile(std::string_view option, std::string path) : option_(option), path_(std::move(path)) {}

  std::string_view option_;
  std::string path_;
  std::string written_;  // where it is until it is published; empty: it is published, or was moved from
};

}  // namespace macie_local::app
