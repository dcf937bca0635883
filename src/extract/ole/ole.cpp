// Compound files: what they are is said by the streams that they have.
#include "extract/kept_bytes.h"
#include "extract/ole/compound.h"
#include "extract/ole/readers.h"

namespace macie_local::extract {

Outcome ReadOle(const Detected& /*detected*/, base::ByteStream& stream, Run& run) {
  KeptBytes kept(run);
  const KeptBytes::End end = kept.Take(stream);
  if (end == KeptBytes::End::kFailed) return {Status::kPartial, {}};
  if (end == KeptBytes::End::kTooMany) return {Status::kSkipped, reason::kMalformedOffice};
  const auto file = CompoundFile::Open(kept.bytes());
  if (!file) return {Status::kSkipped, reason::kMalformedOffice};
  if (file->Find("EncryptedPackage")) return {Status::kSkipped, reason::kUnparseable};
  if (const auto workbook = file->Find("Workbook")) return ReadXls(*workbook, run);
  if (const auto workbook = file->Find("Book")) return ReadXls(*workbook, run);
  if (const auto document = file->Find("WordDocument")) return ReadDoc(*file, *document, run);
  return {Status::kSkipped, reason::kUnsupported};
}

}  // namespace macie_local::extract
