// Encrypts PDF files for tests, by qpdf.
#pragma once

#include <string>

namespace macie_local::extract {

enum class PdfCipher { kRc4, kAes128, kAes256 };

// Returns the file as one that takes this password to be read.
std::string EncryptedPdf(const std::string& file, const std::string& password, PdfCipher cipher);

}  // namespace macie_local::extract
