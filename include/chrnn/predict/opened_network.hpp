/// An opened network: a trained model of whatever type, which any number of threads may ask.
#pragma once

#include <chrnn/predict/prediction.hpp>

#include <memory>
#include <mutex>

namespace chrnn::CHRNN_ABI::detail {

/// What does not depend on the network's type.
class opened_network {
  public:
    virtual ~opened_network() = default;
    virtual feature_shape input() const = 0;
    virtual std::vector<std::string> const& classes() const = 0;
    /// Writes the probability of every class. requires: as many places as there are classes.
    virtual void classify(bitmap const& image, std::span<float> probabilities) = 0;
};

/// `Net`, with a prediction for each call that runs at the same time; they are kept for later calls.
template <class Net>
class opened_network_of final : public opened_network {
  public:
    opened_network_of(std::filesystem::path const& path, threads each) : trained(path), each(each) {
        if (classes().empty()) fail(in_quotes(path.native()), " does not say what its classes are called");
        if (std::ssize(classes()) != Net::classes)
            fail(in_quotes(path.native()), " is for a network that labels regions, which is no classifier");
        idle.push_back(std::make_unique<prediction<Net>>(trained, each));
    }

    feature_shape input() const override { return Net::input; }
    std::vector<std::string> const& classes() const override { return trained.preprocessing().classes; }
    void classify(bitmap const& image, std::span<float> probabilities) override {
        borrowed const one(*this);
        std::ranges::copy(one.own->predict(image), probabilities.begin());
    }

  private:
    /// A prediction for one call, which is given back however that ends.
    struct borrowed {
        opened_network_of& from;
        std::unique_ptr<prediction<Net>> own;

        explicit borrowed(opened_network_of& from) : from(from), own(from.take()) {}
        borrowed(borrowed const&) = delete;
        ~borrowed() {
            std::scoped_lock const alone(from.guard);
            from.idle.push_back(std::move(own)); // there is room for all that were made
        }
    };
    std::unique_ptr<prediction<Net>> take() {
        {
            std::scoped_lock const alone(guard);
            if (!idle.empty()) {
                auto one = std::move(idle.back());
                idle.pop_back();
                return one;
            }
        }
        auto one = std::make_unique<prediction<Net>>(trained, each);
        std::scoped_lock const alone(guard);
        idle.reserve(++made);
        return one;
    }

    trained_model<Net> const trained;
    threads const each;
    std::mutex guard;
    std::vector<std::unique_ptr<prediction<Net>>> idle;
    std::size_t made = 1;
};

} // namespace chrnn::CHRNN_ABI::detail
