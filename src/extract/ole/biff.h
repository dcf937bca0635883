// The records of an XLS workbook, and the texts in them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/byte_stream.h"
#include "extract/streams.h"

namespace macie_local::extract {

// Goes from record to record. A record may go on in records that do nothing else.
class BiffRecords {
 public:
  // The stream outlives it.
  explicit BiffRecords(base::ByteStream& stream) : reader_(stream) { TakeHead(); }

  // Takes the next record that does not go on one before. Returns false at the end, or where the bytes of the stream
  // do.
  bool Next();
  std::uint16_t kind() const { return kind_; }
  // Where the record begins in the stream.
  std::uint64_t position() const { return position_; }
  // The workbook is in the older form, whose texts are Windows-1252.
  void SetOld(bool old) { old_ = old; }
  bool old() const { return old_; }
  // The last record was cut short.
  bool cut() const { return cut_; }
  // The stream failed.
  bool failed() const { return reader_.failed(); }

  // These take what is next in the record, on and on into those that it goes on in. Where there is nothing more they
  // take zero bytes, and `over` says so.
  std::uint8_t Byte();
  std::uint16_t Number16();
  std::uint32_t Number32();
  double Fraction();
  void Skip(std::uint64_t bytes);
  bool over() const { return over_; }
  // Bytes that are left, without those of records that it goes on in.
  std::size_t left() const { return data_.size() - at_; }

  // Takes a text of so many characters, of which flags say how they are stored, as UTF-8. Where a text goes on in
  // another record, that begins with flags of its own.
  void Characters(std::size_t count, std::uint8_t flags, std::string* text);
  // Takes a text behind the number of its characters, which is of one byte or two, and flags where the form has them.
  void Text(bool long_count, std::string* text);
  // Takes one of the texts that cells share, with what says how it is shown, which is passed over.
  void SharedText(std::string* text);

 private:
  static constexpr std::uint16_t kContinue = 0x3C;

  void TakeHead();
  bool TakeData();
  bool Continue();

  StreamReader reader_;
  std::string data_;
  std::size_t at_ = 0;
  std::uint16_t kind_ = 0;
  std::uint64_t position_ = 0;
  bool has_head_ = false;  // of the record that follows
  std::uint16_t next_kind_ = 0;
  std::uint16_t next_size_ = 0;
  std::uint64_t next_position_ = 0;
  bool old_ = false;
  bool cut_ = false;
  bool over_ = false;
};

}  // namespace macie_local::extract
