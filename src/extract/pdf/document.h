// The pages of a PDF, and the streams that they are made of.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "extract/pdf/budget.h"
#include "extract/pdf/objects.h"

namespace macie_local::extract {

// Throws what PdfObjects throws.
class PdfDocument {
 public:
  // The objects are open. Both outlive it.
  PdfDocument(PdfObjects* objects, PdfBudget* budget);

  // One page: its dictionary, and the resources that it has or takes over from what it is in.
  struct Page {
    PdfObject dictionary;
    PdfObject resources;
  };
  // Returns the next page, or nothing behind the last.
  std::optional<Page> NextPage();

  using Bytes = std::shared_ptr<const std::string>;
  // Returns what a stream has, at most so many bytes of it. When there are more, or some are damaged, the budget is
  // told. Small ones are kept for when they are asked for again.
  Bytes Decode(const PdfObject& stream, std::size_t most);
  // The same for who wants the beginning alone, so that nothing lacks when there is more.
  std::string DecodeBeginning(const PdfObject& stream, std::size_t most);

  PdfBudget& budget() const { return budget_; }

 private:
  // A node of the tree of pages whose pages are given.
  struct Node {
    PdfObject kids;
    PdfObject resources;
    int next = 0;
  };

  void Enter(const PdfObject& node, const PdfObject& resources);
  PdfObjects::Decoded DecodeAnew(const PdfObject& stream, std::size_t most);

  PdfObjects& objects_;
  PdfBudget& budget_;
  std::vector<Node> nodes_;
  std::set<std::uint64_t> entered_;
  std::map<std::uint64_t, Bytes> kept_;
  std::size_t kept_bytes_ = 0;
};

}  // namespace macie_local::extract
