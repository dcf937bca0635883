#include "unit/extract/pdf_encrypted.h"

#include <qpdf/Buffer.hh>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFWriter.hh>

namespace macie_local::extract {

std::string EncryptedPdf(const std::string& file, const std::string& password, PdfCipher cipher) {
  QPDF objects;
  objects.processMemoryFile("object", file.data(), file.size());
  QPDFWriter writer(objects);
  writer.setOutputMemory();
  if (cipher == PdfCipher::kRc4) {
    writer.setR3EncryptionParametersInsecure(password.c_str(), "owner", true, true, true, true, true, true,
                                             qpdf_r3p_full);
  } else if (cipher == PdfCipher::kAes128) {
    writer.setR4EncryptionParametersInsecure(password.c_str(), "owner", true, true, true, true, true, true,
                                             qpdf_r3p_full, true, true);
  } else {
    writer.setR6EncryptionParameters(password.c_str(), "owner", true, true, true, true, true, true, qpdf_r3p_full,
                                     true);
  }
  writer.write();
  const auto bytes = writer.getBufferSharedPointer();
  return std::string(reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize());
}

}  // namespace macie_local::extract
