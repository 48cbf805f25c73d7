/// An ONNX graph as it is written: nodes in the order in which they run, and the tensors that they read.
/// https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
#pragma once

#include <chrnn/base/wire_text.hpp>

#include <initializer_list>
#include <span>
#include <utility>
#include <vector>

namespace chrnn::CHRNN_ABI::detail {

/// A named setting of a node: a whole number, several, or a fraction.
class onnx_attribute {
  public:
    onnx_attribute(std::string_view name, index_t value) : onnx_attribute(name, 2, [&] { text_.number(3, value); }) {}
    onnx_attribute(std::string_view name, float value) : onnx_attribute(name, 1, [&] { text_.number(2, value); }) {}
    onnx_attribute(std::string_view name, std::initializer_list<index_t> values)
        : onnx_attribute(name, 7, [&] {
              for (index_t one : values) text_.number(8, one);
          }) {}
    wire_text const& text() const { return text_; }

  private:
    template <class Act>
    onnx_attribute(std::string_view name, index_t type, Act const& add_value) {
        text_.text(1, name);
        add_value();
        text_.number(20, type);
    }
    wire_text text_;
};

/// Whoever adds a node or a tensor gets the name by which others read what comes out of it.
class onnx_graph {
  public:
    using names = std::vector<std::string>;

    /// Names of what is added from now on begin with `scope`.
    void enter(std::string_view scope) { scope_ = scope; }

    std::string add(std::string_view operation, names const& inputs, std::vector<onnx_attribute> const& how = {}) {
        return add(1, operation, inputs, how).front();
    }
    /// A node of several outputs.
    names add(index_t outputs, std::string_view operation, names const& inputs,
              std::vector<onnx_attribute> const& how = {}) {
        wire_text node;
        for (std::string const& one : inputs) node.text(1, one);
        names made;
        for (index_t i = 0; i < outputs; ++i) node.text(2, made.emplace_back(new_name(operation)));
        node.text(3, made.front());
        node.text(4, operation);
        for (onnx_attribute const& one : how) node.message(5, one.text());
        text_.message(1, node);
        return made;
    }
    /// Numbers that do not change.
    std::string tensor(std::string_view name, std::vector<index_t> const& shape, std::span<float const> values) {
        return tensor(name, 1, shape, std::as_bytes(values));
    }
    std::string indices(std::vector<index_t> const& shape, std::span<index_t const> values) {
        return tensor(new_name("indices"), 7, shape, std::as_bytes(values));
    }
    std::string indices(std::vector<index_t> const& values) { return indices({std::ssize(values)}, values); }

    /// Another name for a value, which a reader finds at the graph's end.
    void rename(std::string const& value, std::string_view name) {
        wire_text node;
        node.text(1, value);
        node.text(2, name);
        node.text(4, "Identity");
        text_.message(1, node);
    }
    /// What goes in (11) or comes out (12): floats of a shape behind the number of samples.
    void add_end(unsigned field, std::string_view name, std::vector<index_t> const& shape) {
        wire_text extents, samples, tensor_type, type, value;
        samples.text(2, "samples");
        extents.message(1, samples);
        for (index_t one : shape) {
            wire_text extent;
            extent.number(1, one);
            extents.message(1, extent);
        }
        tensor_type.number(1, index_t{1});
        tensor_type.message(2, extents);
        type.message(1, tensor_type);
        value.text(1, name);
        value.message(2, type);
        text_.message(field, value);
    }
    void set_name(std::string_view name) { text_.text(2, name); }
    wire_text const& text() const { return text_; }

  private:
    std::string new_name(std::string_view what) {
        return std::string(scope_).append("/").append(what).append("_").append(std::to_string(count_++));
    }
    std::string tensor(std::string_view name, index_t type, std::vector<index_t> const& shape,
                       std::span<std::byte const> bytes) {
        wire_text all;
        for (index_t one : shape) all.number(1, one);
        all.number(2, type);
        all.text(8, name);
        all.text(9, {reinterpret_cast<char const*>(bytes.data()), bytes.size()});
        text_.message(5, all);
        return std::string(name);
    }

    wire_text text_;
    std::string scope_;
    index_t count_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
