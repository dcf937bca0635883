// The readers of what lies in compound files.
#pragma once

#include "extract/ole/compound.h"
#include "extract/readers.h"

namespace macie_local::extract {

// Reads the workbook that these bytes are.
Outcome ReadXls(const OleBytes& bytes, Run& run);
// Reads the document that these bytes of the file are.
Outcome ReadDoc(const CompoundFile& file, const OleBytes& bytes, Run& run);

}  // namespace macie_local::extract
