#include "fit/thread_group.hpp"

#include <chrnn/process/gather.hpp>
#include <chrnn/process/shared_sum.hpp>

#include <catch2/catch.hpp>

#include <atomic>
#include <cmath>

using namespace chrnn;
using detail::partial_sum, detail::own_terms, detail::partial_sums, detail::pairwise_sum, detail::shared_sum;

namespace {

/// The order of all additions, written out.
std::string in_pairs(index_t terms) {
    pairwise_sum<std::string> sum;
    auto const add = [](std::string const& left, std::string const& right) { return "(" + left + right + ")"; };
    for (index_t i = 0; i < terms; ++i) sum.take({0, i}, std::string(1, static_cast<char>('a' + i)), add);
    return sum.total(add);
}

/// Numbers whose sum depends on the order.
float number(index_t term, index_t place) {
    return std::ldexp(1 + static_cast<float>((term * 7919 + place * 104729) % 1000) / 1000,
                      static_cast<int>((term * 5 + place) % 23) - 11);
}

/// The sum of so many arrays by so many processes, as each of them has it.
std::vector<std::vector<float>> shared(index_t terms, index_t size, index_t n, int late = 0) {
    std::vector<std::vector<float>> found(static_cast<std::size_t>(size));
    auto const errors = in_processes(
        size,
        [&](process_group& group) {
            pairwise_sum<std::vector<float>> own;
            auto const add = [](std::vector<float> left, std::vector<float> const& right) {
                for (std::size_t i = 0; i < left.size(); ++i) left[i] += right[i];
                return left;
            };
            own_terms const mine(terms, size, group.rank());
            for (index_t term = mine.begin; term < mine.end; ++term) {
                std::vector<float> one;
                for (index_t i = 0; i < n; ++i) one.push_back(number(term, i));
                own.take({0, term}, one, add);
            }
            std::vector<float const*> parts;
            for (auto const& part : own.parts()) parts.push_back(part.sum.data());
            float* const to = own.parts().back().sum.data();
            shared_sum<float> sum(group, terms, 7);
            for (int round = 0; round < 2; ++round) { // the second with what the first has left
                sum.begin(parts, n, to);
                if (late > 0)
                    while (!sum.done()) std::this_thread::yield();
                else
                    sum.wait();
                if (round == 0) found[static_cast<std::size_t>(group.rank())].assign(to, to + n);
            }
        },
        late);
    CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(size)));
    return found;
}

} // namespace

TEST_CASE("neighbours are added, then neighbours of those") {
    CHECK(in_pairs(1) == "a");
    CHECK(in_pairs(2) == "(ab)");
    CHECK(in_pairs(3) == "((ab)c)");
    CHECK(in_pairs(4) == "((ab)(cd))");
    CHECK(in_pairs(6) == "(((ab)(cd))(ef))");
    CHECK(in_pairs(7) == "(((ab)(cd))((ef)g))");
}

TEST_CASE("processes divide terms in their order, as evenly as it goes") {
    CHECK(partial_sums(own_terms(4, 2, 1)) == std::vector<partial_sum>{{1, 1}});
    CHECK(partial_sums(own_terms(4, 3, 2)) == std::vector<partial_sum>{{1, 1}});
    CHECK(partial_sums(own_terms(8, 3, 0)) == std::vector<partial_sum>{{1, 0}});
    CHECK(partial_sums(own_terms(8, 3, 1)) == std::vector<partial_sum>{{1, 1}, {0, 4}});
    CHECK(partial_sums(own_terms(8, 3, 2)) == std::vector<partial_sum>{{0, 5}, {1, 3}});
}

TEST_CASE("any number of processes comes to the same bits") {
    for (index_t terms : {1, 2, 3, 4, 5, 7, 8, 12})
        for (index_t n : {1, 5, 1024, 3001}) {
            auto const alone = shared(terms, 1, n).front();
            for (index_t size = 2; size <= std::min<index_t>(terms, 5); ++size) {
                INFO(terms << " terms, " << size << " processes, " << n << " numbers");
                auto const found = shared(terms, size, n);
                for (auto const& one : found) CHECK(one == alone);
            }
        }
}

TEST_CASE("nobody leaves a barrier that somebody has not reached") {
    for (index_t size : {1, 2, 5})
        for (int late = 0; late < size; ++late) {
            std::atomic<index_t> here = 0, left_early = 0;
            auto const errors = in_processes(
                size,
                [&](process_group& group) {
                    ++here;
                    barrier(group);
                    left_early += here != size;
                },
                late);
            CHECK(errors == std::vector<std::string>(static_cast<std::size_t>(size)));
            CHECK(left_early == 0);
        }
}
