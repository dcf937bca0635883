// Looks into objects: joins the reader of an object's format with the search for what a plan names.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/byte_stream.h"
#include "base/result.h"
#include "scan/object_result.h"
#include "scan/plan.h"

namespace macie_local::scanner {

// Opens the object anew, from its first byte.
using OpenStream = std::function<std::unique_ptr<base::ByteStream>()>;

// Stand in the plan by these names (behaviour 19.3, 10).
inline constexpr std::string_view kName = "NAME";
inline constexpr std::string_view kAddress = "ADDRESS";
// NAME and ADDRESS are counted no further.
inline constexpr std::uint64_t kNamesMax = 1000;

// A compiled plan. For one thread; as large as its patterns and about 200 KiB.
class Scanner {
 public:
  // `hash_seed` is for tables of names that come from objects, and changes no result. The error says what of the plan
  // is wrong. `spool` is an open, empty file for what of objects is too large to be kept in memory, and outlives the
  // scanner; less than 0: such objects are not read.
  static base::Result<Scanner> Compile(const scan::Plan& plan, std::uint64_t hash_seed, int spool = -1);
  Scanner(Scanner&&) noexcept;
  ~Scanner();

  // The managed identifiers of the plan that nothing here looks for.
  const std::vector<std::string>& unknown() const;

  // Reads the object, twice when it is not what it seems: when it is malformed, or a column's name is itself sensitive,
  // it is read again as text (behaviour 16.3). An error of a stream ends the object there; whoever made the stream
  // knows of it. `name` is the object's key or path. `progress`, when there is one, is called as often as some text is
  // done.
  scan::ObjectResult Scan(std::string_view name, const OpenStream& open, const std::function<void()>& progress = {});

 private:
  struct Impl;
  explicit Scanner(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace macie_local::scanner
