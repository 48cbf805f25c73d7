/// Times what a trained model costs that predicts one image at a time: how long its file takes to load, how long a
/// prediction takes, and the most memory that the process had.
#include "figures.hpp"
#include "paper_hierarchy.hpp"

#include <chrnn/onnx.hpp>
#include <chrnn/predict.hpp>

#include <fstream>

using namespace chrnn;

namespace {

struct options {
    std::string subject = "lstm", file;
    bool write = false, bf16 = false;
    measure timed;
};

/// Memory that this process has ("VmRSS") or has had at most ("VmHWM"), in MB; 0 where the system does not say.
double megabytes(std::string const& which) {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);)
        if (line.starts_with(which + ":")) return std::stod(line.substr(which.size() + 1)) * 1024 / 1e6;
    return 0;
}

template <class Net, class Backend>
void time(std::string const& name, options const& o) {
    double const before = megabytes("VmRSS");
    auto const begin = std::chrono::steady_clock::now();
    trained_model<Net, Backend> const trained(o.file);
    double const kept = megabytes("VmRSS") - before;
    prediction<Net, Backend> own(trained, threads{o.timed.threads});
    std::chrono::duration<double> const loaded = std::chrono::steady_clock::now() - begin;
    auto const x = normal_numbers(Net::input.size(), 2);
    std::string const who = std::is_same_v<Backend, cpu> ? "chrnn, trained_model" : "chrnn, trained_model of 16 bits";
    figure{name, "forward", 1, o.timed.threads, o.timed([&] { own.predict(x); }), 2.0 * double(multiply_adds<Net>())}.print(who);
    std::cout << "{\"subject\": \"" << name << "\", \"by\": \"" << who << "\", \"load\": " << loaded.count()
              << ", \"kept_megabytes\": " << kept << ", \"peak_megabytes\": " << megabytes("VmHWM")
              << ", \"parameter_megabytes\": " << double(parameters<Net>()) * sizeof(float) / 1e6
              << ", \"activation_megabytes\": " << double(workspace_bytes<Net>(1, purpose::prediction)) / 1e6 << "}"
              << std::endl;
}

template <class Net>
void run(std::string const& name, options const& o) {
    if (o.write) {
        model<Net> const net(batch{1}, seed{1});
        save(net, o.file);
        if constexpr (Net::input.scales == 1) save_onnx(net, std::filesystem::path(o.file).replace_extension("onnx"));
    } else {
        o.bf16 ? time<Net, cpu_bf16>(name, o) : time<Net, cpu>(name, o);
    }
}

} // namespace

int main(int count, char** arguments) {
    options o;
    o.timed.runs = 1000;
    CLI::App program("Times predictions of one image at a time; JSON objects, one a line.", "prediction");
    program.add_option("--subject", o.subject, "lstm or srn (the hierarchy alone), or C-HLSTM")
        ->check(CLI::IsMember({"lstm", "srn", "C-HLSTM"}))
        ->capture_default_str();
    program.add_option("--file", o.file, "parameters of the subject");
    program.add_flag("--write", o.write,
                     "instead of timing: write such a file, of parameters that learnt nothing, and of C-HLSTM one of "
                     "ONNX beside it");
    program.add_flag("--bf16", o.bf16, "factors of 16 bits");
    o.timed.add_options(program);
    program.final_callback([&] {
        if (o.file.empty()) throw CLI::RequiredError("--file");
    });
    return run_program(program, count, arguments, [&] {
        if (o.subject == "lstm") return run<alone<lstm>>("hierarchy, lstm", o);
        if (o.subject == "srn") return run<alone<srn>>("hierarchy, srn", o);
        run<c_hlstm<1000>>("C-HLSTM", o);
    });
}
