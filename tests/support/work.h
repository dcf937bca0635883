// A mutation made of functions.
#pragma once

#include <functional>
#include <utility>

#include "store/store.h"

namespace macie_local::support {

class Work : public store::Mutation {
 public:
  // `run` and `done` are called as Mutation's Run and Done are: once each, on the writer thread.
  Work(std::function<bool(state::Transaction&)> run, std::function<void(bool)> done, bool may_undo = false,
       bool may_be_large = false)
      : run_(std::move(run)), done_(std::move(done)), may_undo_(may_undo), may_be_large_(may_be_large) {}
  bool may_undo() const override { return may_undo_; }
  bool may_be_large() const override { return may_be_large_; }
  bool Run(state::Transaction& transaction) override { return run_(transaction); }
  void Done(bool committed) override { done_(committed); }

 private:
  std::function<bool(state::Transaction&)> run_;
  std::function<void(bool)> done_;
  bool may_undo_;
  bool may_be_large_;
};

}  // namespace macie_local::support
