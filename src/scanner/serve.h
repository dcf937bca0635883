// What a sealed process does: it takes a plan, then objects, one after the other.
#pragma once

#include "base/result.h"
#include "scan/ring.h"

namespace macie_local::scanner {

// Serves the other end of `socket`, whose bytes come through `ring`, until it is gone or breaks its promise. Both sides
// are bound by scan/channel.h; nothing but ids, numbers and places goes back. `spool` is a file for
// what is too large to be kept in memory, less than 0 when there is none.
void Serve(int socket, scan::RingReader* ring, int spool);

}  // namespace macie_local::scanner
