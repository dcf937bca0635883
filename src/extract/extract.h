// Reads an object: from its bytes to batches of texts.
#pragma once

#include <cstdint>

#include "base/byte_stream.h"
#include "extract/arena.h"
#include "extract/format.h"
#include "extract/learned.h"
#include "extract/limits.h"
#include "extract/sink.h"

namespace macie_local::extract {

// Reads all of `stream`, which gives the object's bytes from the first, in a few megabytes of memory beside
// what `arena` keeps of files that must be whole to be read. Where the outcome
// is kReadAgain something was found out that `learned` has now: what the sink was given is to be dropped, and the
// object is to be read again with a new stream and the same `learned` (behaviour 16.3). That ends, since no text is
// malformed as plain text. `hash_seed` is for units::Contexts and changes nothing that is given.
Outcome Extract(const Detected& detected, base::ByteStream& stream, const Limits& limits, std::uint64_t hash_seed,
                Sink& sink, Learned& learned, Arena& arena);
// The same, with an arena in memory that is its own.
Outcome Extract(const Detected& detected, base::ByteStream& stream, const Limits& limits, std::uint64_t hash_seed,
                Sink& sink, Learned& learned);

}  // namespace macie_local::extract
