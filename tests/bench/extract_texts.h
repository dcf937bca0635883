// The same generated rows in every format that is extracted.
#pragma once

#include <cstddef>
#include <string>

namespace macie_local::bench {

// Each about `bytes` long.
std::string CsvText(std::size_t bytes, bool quoted);
std::string JsonText(std::size_t bytes, bool lines);
std::string PlainText(std::size_t bytes);
std::string HtmlText(std::size_t bytes);
// A mail with the text: in base64, or in quoted-printable with an escape in each line; `fields` are its other ones.
std::string MailText(const std::string& text, bool base64, const std::string& fields);
std::string Utf16Text(const std::string& ascii);
std::string Windows1252Text(std::size_t bytes);
std::string GzipText(const std::string& text);
std::string AvroText(std::size_t bytes, const std::string& codec);  // unpacked
std::string XlsText(std::size_t bytes);

enum class ParquetForm { kPlain, kSnappy, kZstd, kDictionary };
// `text_bytes` is how long all values are together.
std::string ParquetFile(std::size_t bytes, ParquetForm form, std::size_t* text_bytes);

}  // namespace macie_local::bench
