// Files that are read and written at start. What fails is said in one line that names the option and the file.
#pragma once

#include <string>
#include <string_view>

#include "base/large_text.h"
#include "base/result.h"

namespace macie_local::app {

// An error of the start, which no client sees.
base::ApiError Failure(std::string message);

// "OPTION PATH: REASON"
base::ApiError FileFailure(std::string_view option, const std::string& path, std::string_view reason);

base::Result<std::string> ReadFile(std::string_view option, const std::string& path);
// As ReadFile, for what may be long. A copy: the file may change while this one is read.
base::Result<base::LargeText> ReadDocument(std::string_view option, const std::string& path);

// A file that appears in its place whole, and only when all else has succeeded: written beside it, renamed by
// Publish(), removed if that never comes. Everyone may read it.
class PendingFile {
 public:
  // `option` has static storage.
  static base::Result<PendingFile> Write(std::string_view option, const std::string& path, std::string_view text);

  PendingFile(PendingFile&& other) noexcept;
  PendingFile& operator=(PendingFile&&) = delete;
  ~PendingFile();

  base::Status Publish();
  const std::string& path() const { return path_; }

 private:
  PendingFile(std::string_view option, std::string path) : option_(option), path_(std::move(path)) {}

  std::string_view option_;
  std::string path_;
  std::string written_;  // where it is until it is published; empty: nowhere
};

}  // namespace macie_local::app
