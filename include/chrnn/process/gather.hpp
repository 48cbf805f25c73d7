/// Gathering: what every process of a group has, brought to all of them.
#pragma once

#include <chrnn/process/process_group.hpp>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// What the processes have, by their numbers: each equally many bytes.
inline std::vector<std::byte> gather_bytes(process_group& all, std::span<std::byte const> mine) {
    std::vector<std::byte> everything(mine.size() * static_cast<std::size_t>(all.size()));
    std::vector<outgoing> sent;
    std::vector<incoming> received;
    for (index_t one = 0; one < all.size(); ++one) {
        auto const place = std::span(everything).subspan(static_cast<std::size_t>(one) * mine.size(), mine.size());
        if (one == all.rank()) {
            std::ranges::copy(mine, place.begin());
        } else {
            sent.push_back({one, mine});
            received.push_back({one, place});
        }
    }
    all.begin(sent, received)->wait();
    return everything;
}

/// The same of numbers or structures of such.
template <class T>
std::vector<T> gather(process_group& all, std::span<T const> mine) {
    static_assert(std::is_trivially_copyable_v<T>);
    auto const bytes = gather_bytes(all, std::as_bytes(mine));
    std::vector<T> everything(mine.size() * static_cast<std::size_t>(all.size()));
    std::ranges::copy(bytes, std::as_writable_bytes(std::span(everything)).begin());
    return everything;
}

/// The same of texts of any lengths.
inline std::vector<std::string> gather_texts(process_group& all, std::string const& mine) {
    auto const length = static_cast<std::uint64_t>(mine.size());
    auto const lengths = gather(all, std::span(&length, 1));
    std::string padded = mine;
    padded.resize(*std::ranges::max_element(lengths));
    auto const together = gather(all, std::span<char const>(padded));
    std::vector<std::string> texts;
    for (std::size_t one = 0; one < lengths.size(); ++one)
        texts.emplace_back(together.data() + one * padded.size(), lengths[one]);
    return texts;
}

} // namespace chrnn::CHRNN_ABI::detail

namespace chrnn::CHRNN_ABI {

/// Returns when all processes of the group have called it. What they wrote to files before is there then.
inline void barrier(process_group& all) {
    std::byte const here{};
    detail::gather_bytes(all, std::span(&here, 1));
}

/// Whether it is so in any process of the group.
inline bool in_any(process_group& all, bool here) {
    std::byte const mine{here};
    auto const everywhere = detail::gather_bytes(all, std::span(&mine, 1));
    return std::ranges::find(everywhere, std::byte{true}) != everywhere.end();
}

} // namespace chrnn::CHRNN_ABI
