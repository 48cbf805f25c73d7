/// A message: protobuf's wire format, read where it lies and with suspicion.
/// https://protobuf.dev/programming-guides/encoding
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// A walk over the fields of a message, `while (m.next()) switch (m.field())`. A field that nobody asks for is passed
/// over; one that is of another wire type than it is asked for, or does not lie inside the message, throws `error`.
class message {
  public:
    /// `what` says what it is in error sentences, "a blob". Refers to the name of the file and to the bytes.
    message(std::string const& file, std::span<std::byte const> bytes, std::string what)
        : file_(&file), left_(bytes), what_(std::move(what)) {}

    /// Goes to the next field; false behind the last one.
    bool next() {
        if (left_.empty()) return false;
        std::uint64_t const tag = varint();
        field_ = tag >> 3;
        type_ = static_cast<unsigned>(tag & 7);
        if (field_ == 0 || field_ >= 1 << 29) refuse("has a field of the number ", field_);
        if (type_ == varying)
            number_ = varint();
        else if (type_ == delimited)
            bytes_ = take(varint());
        else if (type_ == four_bytes || type_ == eight_bytes)
            bytes_ = take(type_ == four_bytes ? 4 : 8);
        else
            refuse("has a field of the wire type ", type_, ", which is not read");
        return true;
    }

    std::uint64_t field() const { return field_; } ///< its number

    /// The whole number that it is.
    index_t number() const {
        expect(varying);
        return static_cast<index_t>(number_);
    }
    std::span<std::byte const> bytes() const {
        expect(delimited);
        return bytes_;
    }
    std::string text() const { return {reinterpret_cast<char const*>(bytes().data()), bytes_.size()}; }
    message inside(std::string what) const { return {*file_, bytes(), std::move(what)}; }

    /// Appends the numbers of a repeated field, which are `Stored`, one by one or packed.
    template <class Stored>
    void append_to(std::vector<float>& numbers) const {
        static_assert(std::endian::native == std::endian::little && (sizeof(Stored) == 4 || sizeof(Stored) == 8));
        if (type_ != delimited) expect(sizeof(Stored) == 4 ? four_bytes : eight_bytes);
        if (bytes_.size() % sizeof(Stored) != 0)
            refuse("has ", bytes_.size(), " bytes in field ", field_, ", where a number has ", sizeof(Stored));
        std::size_t const old = numbers.size(), count = bytes_.size() / sizeof(Stored);
        numbers.resize(old + count);
        for (std::size_t i = 0; i < count; ++i) {
            Stored one;
            std::memcpy(&one, bytes_.data() + i * sizeof one, sizeof one);
            numbers[old + i] = static_cast<float>(one);
        }
    }
    /// The same of whole numbers, of which there may be `most`.
    void append_to(std::vector<index_t>& numbers, std::size_t most) const {
        auto const add = [&](std::uint64_t number) {
            if (numbers.size() == most) refuse("has more than ", most, " numbers in field ", field_);
            numbers.push_back(static_cast<index_t>(number));
        };
        if (type_ == varying) return add(number_);
        for (message packed = inside(what_); !packed.left_.empty();) add(packed.varint());
    }

    /// Throws `error`: "cannot read '<file>': ", what it is, and the reason.
    template <class... Reason>
    [[noreturn]] void refuse(Reason const&... reason) const {
        fail("cannot read ", in_quotes(*file_), ": ", what_, " ", reason...);
    }

  private:
    static constexpr unsigned varying = 0, eight_bytes = 1, delimited = 2, four_bytes = 5; // wire types

    void expect(unsigned type) const {
        if (type_ != type) refuse("has the wire type ", type_, " in field ", field_, " instead of ", type);
    }
    std::span<std::byte const> take(std::uint64_t count) {
        if (count > left_.size())
            refuse("claims ", count, " bytes for field ", field_, ", but only ", left_.size(), " follow");
        auto const taken = left_.first(static_cast<std::size_t>(count));
        left_ = left_.subspan(taken.size());
        return taken;
    }
    /// Seven bits a byte, the lowest first; the last byte has no eighth bit.
    std::uint64_t varint() {
        std::uint64_t number = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (left_.empty()) refuse("ends within a number");
            auto const byte = std::to_integer<std::uint64_t>(left_.front());
            left_ = left_.subspan(1);
            number |= (byte & 127) << shift;
            if (byte < 128) return number;
        }
        refuse("has a number of more than ten bytes");
    }

    std::string const* file_;
    std::span<std::byte const> left_; ///< behind the field
    std::string what_;
    std::uint64_t field_ = 0, number_ = 0;
    unsigned type_ = 0;
    std::span<std::byte const> bytes_;
};

} // namespace chrnn::CHRNN_ABI::detail
