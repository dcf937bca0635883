// The bytes of a file, or of standard input.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/byte_stream.h"
#include "base/large_text.h"
#include "base/result.h"
#include "scan/descriptor.h"

namespace macie_local::app {

// Can be opened more than once. What is no plain file (standard input, a pipe) is read whole the first time, and put
// aside in a nameless file when it is long. For one thread.
class ScanFile {
 public:
  // "-" is standard input.
  explicit ScanFile(std::string path) : path_(std::move(path)) {}

  // The stream must not outlive this. The error is the system's words.
  base::Result<std::unique_ptr<base::ByteStream>> Open();
  // The system's number for the last error of this or its streams; 0: none.
  int error() const { return error_; }

 private:
  base::Status ReadWhole(int file);

  std::string path_;
  std::optional<base::LargeText> whole_;
  int error_ = 0;
};

}  // namespace macie_local::app
