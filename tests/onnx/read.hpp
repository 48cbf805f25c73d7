/// An ONNX file read back, by the reader of protobuf's wire format that reads Caffe's files.
#pragma once

#include <chrnn/caffe/message.hpp>
#include <chrnn/data/read_file.hpp>

#include <filesystem>
#include <map>

namespace onnx_file {

using chrnn::index_t;
using chrnn::detail::message;

struct node {
    std::string operation;
    std::vector<std::string> inputs, outputs;
    std::map<std::string, std::vector<index_t>> numbers; ///< whole ones
    std::map<std::string, float> fractions;
};
struct tensor {
    index_t type;
    std::vector<index_t> shape;
    std::vector<std::byte> bytes;
    template <class T>
    std::vector<T> as() const {
        std::vector<T> all(bytes.size() / sizeof(T));
        std::memcpy(all.data(), bytes.data(), bytes.size());
        return all;
    }
};
struct end {
    std::string name;
    std::vector<std::string> shape; ///< numbers, or the name of one
};
struct model {
    index_t version = 0, opset = 0;
    std::string producer;
    std::map<std::string, std::string> metadata;
    std::vector<node> nodes;
    std::map<std::string, tensor> tensors;
    std::vector<end> inputs, outputs;

    std::map<std::string, index_t> operations() const {
        std::map<std::string, index_t> all;
        for (node const& one : nodes) ++all[one.operation];
        return all;
    }
};

inline node read_node(message m) {
    node one;
    while (m.next()) {
        if (m.field() == 1) one.inputs.push_back(m.text());
        if (m.field() == 2) one.outputs.push_back(m.text());
        if (m.field() == 4) one.operation = m.text();
        if (m.field() != 5) continue;
        message a = m.inside("an attribute");
        std::string name;
        while (a.next()) {
            if (a.field() == 1) name = a.text();
            std::vector<float> fraction;
            if (a.field() == 2) a.append_to<float>(fraction);
            if (!fraction.empty()) one.fractions[name] = fraction.at(0);
            if (a.field() == 3 || a.field() == 8) one.numbers[name].push_back(a.number());
        }
    }
    return one;
}
inline end read_end(message m) {
    end one;
    while (m.next()) {
        if (m.field() == 1) one.name = m.text();
        if (m.field() != 2) continue;
        for (message type = m.inside("a type"); type.next();)
            for (message tensor = type.inside("a tensor's type"); tensor.next();) {
                if (tensor.field() != 2) continue;
                for (message shape = tensor.inside("a shape"); shape.next();)
                    for (message extent = shape.inside("an extent"); extent.next();)
                        one.shape.push_back(extent.field() == 1 ? std::to_string(extent.number()) : extent.text());
            }
    }
    return one;
}
inline model read(std::filesystem::path const& path) {
    model all;
    std::string const name = path.native();
    auto const bytes = chrnn::read_file(path);
    for (message m(name, bytes, "a model"); m.next();) {
        if (m.field() == 1) all.version = m.number();
        if (m.field() == 2) all.producer = m.text();
        if (m.field() == 8)
            for (message set = m.inside("an opset"); set.next();)
                if (set.field() == 2) all.opset = set.number();
        if (m.field() == 14) {
            std::string texts[2];
            for (message entry = m.inside("an entry"); entry.next();) texts[entry.field() - 1] = entry.text();
            all.metadata[texts[0]] = texts[1];
        }
        if (m.field() != 7) continue;
        for (message g = m.inside("a graph"); g.next();) {
            if (g.field() == 1) all.nodes.push_back(read_node(g.inside("a node")));
            if (g.field() == 11) all.inputs.push_back(read_end(g.inside("an input")));
            if (g.field() == 12) all.outputs.push_back(read_end(g.inside("an output")));
            if (g.field() != 5) continue;
            tensor one;
            std::string own;
            for (message t = g.inside("a tensor"); t.next();) {
                if (t.field() == 1) one.shape.push_back(t.number());
                if (t.field() == 2) one.type = t.number();
                if (t.field() == 8) own = t.text();
                if (t.field() == 9) one.bytes.assign(t.bytes().begin(), t.bytes().end());
            }
            if (!all.tensors.emplace(own, one).second) chrnn::fail("two tensors have the name ", own);
        }
    }
    return all;
}

} // namespace onnx_file
