// The MD5 of an object's content, which is its ETag where the object was put whole.
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace macie_local::objects {

// For one thread at a time.
class Md5 {
 public:
  Md5();
  ~Md5();
  Md5(Md5&&) noexcept;
  Md5& operator=(Md5&&) noexcept;

  void Add(std::string_view bytes);
  // Returns the sum of all bytes added, in lower-case hex. Call it once, last.
  std::string Finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace macie_local::objects
