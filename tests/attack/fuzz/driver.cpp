// usage: <target> [RUNS | --seconds SECONDS | --seeds FOLDER]: mutates the target's seeds so many times, the same every
// time, or for so long, or writes them.
#include "target.hpp"

#include <chrnn/base/random.hpp>

#include <algorithm>
#include <chrono>
#include <climits>
#include <cstdio>
#include <cstring>
#include <string_view>

namespace {

/// Draws numbers one after another.
class dice {
  public:
    explicit dice(std::uint64_t key) : random_{key, 0} {}
    std::uint32_t below(std::size_t n) { return random_.below(static_cast<std::uint32_t>(n), drawn_++); }

  private:
    chrnn::random_stream random_;
    std::uint64_t drawn_ = 0;
};

/// Changes one thing: a bit, a byte, a number that means something at the edges, or a piece that is cut, copied or
/// taken from another file.
void mutate(file_bytes& file, std::vector<file_bytes> const& others, dice& random) {
    auto const place = [&](file_bytes const& in) { return static_cast<std::ptrdiff_t>(random.below(in.size() + 1)); };
    if (file.empty()) file.push_back(0);
    auto const at = static_cast<std::size_t>(random.below(file.size()));
    switch (random.below(7)) {
    case 0:
        file[at] ^= static_cast<std::uint8_t>(1u << random.below(8));
        break;
    case 1:
        file[at] = static_cast<std::uint8_t>(random.below(256));
        break;
    case 2: {
        constexpr std::int64_t edges[] = {0,     1,     -1,        127,       128,       255,
                                          32767, 65535, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
        std::int64_t const edge = edges[random.below(std::size(edges))];
        std::size_t const length = std::min<std::size_t>(std::size_t{1} << random.below(4), file.size() - at);
        std::memcpy(&file[at], &edge, length);
        break;
    }
    case 3:
        file.resize(at);
        break;
    case 4: {
        auto const from = place(file), to = place(file);
        file_bytes const piece(file.begin() + std::min(from, to), file.begin() + std::max(from, to));
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), piece.begin(), piece.end());
        break;
    }
    case 5: {
        auto const from = place(file), to = std::min<std::ptrdiff_t>(from + random.below(16), std::ssize(file));
        file.erase(file.begin() + from, file.begin() + to);
        break;
    }
    default: {
        file_bytes const& other = others[random.below(others.size())];
        auto const from = place(other);
        auto const end = std::min<std::ptrdiff_t>(from + random.below(64), std::ssize(other));
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(at), other.begin() + from, other.begin() + end);
    }
    }
}

int write_seeds(std::filesystem::path const& folder) {
    std::filesystem::create_directories(folder);
    int number = 0;
    for (file_bytes const& one : seeds()) {
        std::ofstream file(folder / std::to_string(number++), std::ios::binary);
        file.write(reinterpret_cast<char const*>(one.data()), std::ssize(one));
    }
    return 0;
}

} // namespace

int main(int count, char** arguments) {
    if (count == 3 && std::string_view(arguments[1]) == "--seeds") return write_seeds(arguments[2]);
    using clock = std::chrono::steady_clock;
    bool const timed = count == 3 && std::string_view(arguments[1]) == "--seconds";
    auto const end = clock::now() + std::chrono::seconds(timed ? std::atol(arguments[2]) : 0);
    long const most = timed ? LONG_MAX : count > 1 ? std::atol(arguments[1]) : 10'000;
    auto const all = seeds();
    long runs = 0, accepted = 0;
    for (file_bytes const& one : all) attack(one); // which throws where a seed is not read
    for (; runs < most && (!timed || clock::now() < end); ++runs) {
        dice random(static_cast<std::uint64_t>(runs));
        file_bytes file = all[random.below(all.size())];
        for (auto n = random.below(4) + 1; n > 0; --n) mutate(file, all, random);
        try {
            attack(file);
            ++accepted;
        } catch (chrnn::error const&) {
        }
    }
    std::printf("%ld damaged files: %ld refused, %ld read\n", runs, runs - accepted, accepted);
}
