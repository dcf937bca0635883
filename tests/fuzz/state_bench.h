// Imports and exports of a state in memory, for the targets that read documents.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/body.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "service/documents/state_document.h"
#include "service/documents/state_export.h"
#include "support/operations.h"

namespace macie_local::fuzz {

class StateBench {
 public:
  StateBench() { bench_.home.account = "123456789012"; }  // that of the corpus

  // False when the text is refused; what it changed is dropped then.
  bool Replace(std::string_view text) { return Take(&service::ReplaceState, text); }
  // Into what is there.
  bool Import(std::string_view text) { return Take(&service::ImportState, text); }

  // The same for any other work: `work(transaction)` gives a status.
  template <class Work>
  bool Do(const Work& work) {
    state::Batch before = bench_.batch;
    auto transaction = bench_.Write();
    const auto status = work(transaction);
    if (status.ok()) {
      bench_.batch.Close();
      return true;
    }
    Require(!status.error().text.empty() && base::IsUtf8(status.error().text), "a refusal has a text in UTF-8");
    bench_.batch = std::move(before);
    return false;
  }

  std::string Export() const {
    const auto state = std::make_shared<const state::State>(bench_.batch.state);
    return base::Body(std::make_shared<service::StateExport>(state, service::ExportOptions())).str();
  }
  const support::OperationBench& bench() const { return bench_; }

 private:
  template <class Function>
  bool Take(const Function& function, std::string_view text) {
    return Do([&](state::Transaction& transaction) {
      return function(bench_.environment, bench_.home, text, std::nullopt, transaction);
    });
  }

  support::OperationBench bench_;
};

}  // namespace macie_local::fuzz
