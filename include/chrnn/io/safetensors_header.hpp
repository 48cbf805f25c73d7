/// The header of a safetensors file: a JSON object that says of each tensor which type, shape and bytes are its own.
#pragma once

#include <chrnn/base/input_file.hpp>
#include <chrnn/io/dtype.hpp>
#include <chrnn/io/file_shape.hpp>
#include <chrnn/io/tensor_file.hpp>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

namespace chrnn::CHRNN_ABI::detail {

/// Reads the header without building a JSON document (nlohmann's events, whose names these members have), and checks
/// that the tensors cover the data behind it exactly once. Throws `error` through `file` on anything else.
class safetensors_header final : private nlohmann::json_sax<nlohmann::json> {
  public:
    static constexpr std::size_t longest = 1 << 25; ///< bytes of header that are read

    /// `file` stands behind the header: what is left of it are the numbers.
    safetensors_header(std::string const& text, input_file const& file) : file(file) {
        // The parser would take a zero byte for the end and not look further.
        if (text.find('\0') != text.npos) file.refuse("its header is not valid JSON (zero byte)");
        nlohmann::json::sax_parse(text, static_cast<nlohmann::json_sax<nlohmann::json>*>(this));
        check_cover();
    }

    std::map<std::string, tensor_file::entry> entries;
    std::map<std::string, std::string> metadata;

  private:
    input_file const& file;
    std::vector<std::set<std::string>> names; ///< of each open object: the header, then a tensor or the metadata
    std::string name, field;                  ///< where the parser is: header[name][field]
    bool in_array = false;
    tensor_file::entry entry;
    std::vector<index_t> offsets;

    bool in_metadata() const { return name == "__metadata__"; }
    std::string tensor() const { return std::string("tensor ").append(in_quotes(name)); }

    [[noreturn]] void misplaced() const {
        if (names.empty()) file.refuse("its header is not a JSON object");
        if (names.size() == 1)
            file.refuse(in_metadata() ? "its metadata" : tensor(), " is not described by a JSON object");
        if (in_metadata()) file.refuse("its metadata ", in_quotes(field), " is not text");
        if (field == "dtype") file.refuse(tensor(), " has a dtype that is not text");
        file.refuse(tensor(), " has a ", field, " that is not an array of whole numbers from 0 to 2^63 - 1");
    }

    bool null() override { misplaced(); }
    bool boolean(bool) override { misplaced(); }
    bool number_integer(number_integer_t) override { misplaced(); }
    bool number_float(number_float_t, string_t const&) override { misplaced(); }
    bool binary(binary_t&) override { misplaced(); }

    bool parse_error(std::size_t position, std::string const&, nlohmann::json::exception const&) override {
        file.refuse("its header is not valid JSON (at byte ", position, ")");
    }

    bool start_object(std::size_t) override {
        if (names.size() > 1) misplaced();
        names.emplace_back();
        return true;
    }

    bool key(string_t& text) override {
        if (!names.back().insert(text).second) file.refuse("its header has the name ", in_quotes(text), " twice");
        (names.size() == 1 ? name : field) = text;
        bool const known = names.size() == 1 || text == "dtype" || text == "shape" || text == "data_offsets";
        if (!known && !in_metadata()) file.refuse(tensor(), " has the unknown property ", in_quotes(text));
        return true;
    }

    bool string(string_t& text) override {
        if (names.size() != 2 || in_array || !(in_metadata() || field == "dtype")) misplaced();
        (in_metadata() ? metadata[field] : entry.dtype) = text;
        return true;
    }

    bool start_array(std::size_t) override {
        if (names.size() != 2 || in_array || in_metadata() || field == "dtype") misplaced();
        in_array = true;
        return true;
    }

    bool number_unsigned(number_unsigned_t number) override {
        auto& numbers = field == "shape" ? entry.shape : offsets;
        if (!in_array || number > std::uint64_t{std::numeric_limits<index_t>::max()}) misplaced();
        if (numbers.size() == 64) file.refuse(tensor(), " has more than 64 numbers in its ", field);
        numbers.push_back(static_cast<index_t>(number));
        return true;
    }

    bool end_array() override {
        in_array = false;
        return true;
    }

    bool end_object() override {
        if (names.size() == 2 && !in_metadata()) {
            check_entry();
            entries[name] = std::exchange(entry, {});
            offsets.clear();
        }
        names.pop_back();
        return true;
    }

    void check_entry() {
        for (char const* needed : {"dtype", "shape", "data_offsets"})
            if (!names.back().contains(needed)) file.refuse(tensor(), " has no ", needed);
        if (offsets.size() != 2) file.refuse(tensor(), " has ", offsets.size(), " data_offsets instead of two");
        entry.begin = static_cast<std::size_t>(offsets[0]);
        entry.end = static_cast<std::size_t>(offsets[1]);
        if (entry.begin > entry.end)
            file.refuse(tensor(), " ends at byte ", entry.end, ", before it begins at ", entry.begin);
        if (entry.end > file.left())
            file.refuse(tensor(), " ends at byte ", entry.end, " of the data, which has only ", file.left());

        std::size_t const bytes = dtype_bytes(entry.dtype);
        if (bytes == 0) return; // of a type that we do not know: whoever asks for this tensor is refused
        auto const count = element_count(entry.shape);
        std::size_t needed = 0;
        if (!count || __builtin_mul_overflow(static_cast<std::size_t>(*count), bytes, &needed))
            file.refuse(tensor(), " has the shape ", shape_text(entry.shape), ", which overflows");
        if (needed != entry.end - entry.begin)
            file.refuse(tensor(), " has ", entry.end - entry.begin, " bytes where ", entry.dtype, " ",
                        shape_text(entry.shape), " needs ", needed);
    }

    void check_cover() const {
        std::vector<std::pair<std::pair<std::size_t, std::size_t>, std::string const*>> order;
        for (auto const& [of, one] : entries) order.push_back({{one.begin, one.end}, &of});
        std::sort(order.begin(), order.end());

        std::size_t covered = 0;
        for (auto const& [place, of] : order) {
            if (place.first < covered) file.refuse("tensor ", in_quotes(*of), " overlaps another");
            if (place.first > covered)
                file.refuse("bytes ", covered, " to ", place.first, " of the data belong to no tensor");
            covered = place.second;
        }
        if (covered < file.left()) file.refuse("its last ", file.left() - covered, " bytes belong to no tensor");
    }
};

} // namespace chrnn::CHRNN_ABI::detail
