// The objects of a PDF, found and decoded by qpdf, of which nothing else is known outside objects.cpp: its headers
// can't be read as C++20 by all compilers, so that file and this one are C++17.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

class QPDF;
class QPDFObjectHandle;

namespace macie_local::extract {

// A handle of an object, which lives as long as its PdfObjects. Every question has an answer whatever the object is.
// All functions of this and the next class may throw std::exception, as qpdf does where a file is damaged.
class PdfObject {
 public:
  PdfObject() = default;  // null
  explicit PdfObject(const QPDFObjectHandle& handle);

  bool IsNull() const;
  bool IsArray() const;
  bool IsDictionary() const;
  bool IsName() const;
  bool IsNumber() const;
  bool IsStream() const;
  bool IsString() const;

  // Returns the number of an object that others refer to, which no other of the file has; 0 of all others.
  std::uint64_t id() const;

  // Of dictionaries and streams: returns what has this name, which begins with "/", or null.
  PdfObject Member(const std::string& name) const;
  // Of arrays: returns how many elements there are, and one of them; 0 and null of all others.
  int Size() const;
  PdfObject At(int index) const;
  // Returns a name without its "/", and the text of a string as UTF-8; empty of all others.
  std::string Name() const;
  std::string Text() const;
  // Returns a number; 0 of all others.
  double Number() const;

 private:
  friend class PdfObjects;

  std::shared_ptr<QPDFObjectHandle> handle_;  // null: the null object
};

class PdfObjects {
 public:
  PdfObjects();
  ~PdfObjects();
  PdfObjects(const PdfObjects&) = delete;
  PdfObjects& operator=(const PdfObjects&) = delete;

  enum class Opened : std::uint8_t {
    kYes,
    kClosed,    // it takes a password, or is encrypted in a way that is not known
    kMalformed  // no objects are to be found, or no pages among them
  };
  // Reads where the objects are in a file, which outlives this. Called before the others; again after kMalformed, for
  // another file. Files that are encrypted without a password are like others.
  Opened Open(std::string_view bytes);

  PdfObject Root();

  struct Decoded {
    std::string bytes;
    bool is_cut = false;      // there are more
    bool is_damaged = false;  // there may be more or others, or the way in which they are packed is not known
  };
  // Returns what a stream has, at most so many bytes. Requires stream.IsStream().
  Decoded Decode(const PdfObject& stream, std::size_t most);

  enum class Lost : std::uint8_t { kNothing, kObjects, kMemory };
  // Returns whether since the last call objects were taken for null because they could not be read, or because there
  // was no memory for them. What is remembered of damages until then grows with them.
  Lost TakeLost();

 private:
  std::unique_ptr<QPDF> file_;
};

}  // namespace macie_local::extract
