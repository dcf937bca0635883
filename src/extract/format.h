// The formats that are told apart, and what an object was taken for.
#pragma once

#include <cstdint>
#include <string_view>

namespace macie_local::extract {

enum class Format : std::uint8_t {
  kText,
  kCsv,
  kTsv,
  kJson,
  kJsonLines,
  kGzip,
  kTar,
  kZip,
  kHtml,
  kMail,
  kWord,    // DOCX
  kSheets,  // XLSX
  kAvro,
  kOle,  // XLS, DOC
  kParquet,
  kPdf,
  kUnsupported  // nothing is read
};

enum class Charset : std::uint8_t {
  kUtf8,
  kUtf16Le,
  kUtf16Be,
  kWindows1252,
  kOther  // the first of those that the C library converts (charsets/charsets.h), each a number of its own
};

struct Detected {
  Format format = Format::kUnsupported;
  Charset charset = Charset::kUtf8;  // of a text
  std::string_view mime;             // lives forever
  std::string_view name;             // the object's or member's, as Detect was given it: it must live as long as this
};

}  // namespace macie_local::extract
