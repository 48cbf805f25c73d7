/// chrnn: expression-template tensors and convolutional hierarchical recurrent networks. This list is the map: each
/// header includes only headers above it. Not included: images.hpp (image files), files.hpp (safetensors, npy,
/// checkpoints), report.hpp (pictures), caffe.hpp (Caffe's files), mpi.hpp (processes), blas.hpp, onednn.hpp and
/// cuda.hpp (backends), nccl.hpp (processes with a device each).
#pragma once

// The order is that of the includes, not of the alphabet.
// clang-format off

// base: the binary interface, configuration, sentences, errors, random numbers, files to read, and to write whole
#include <chrnn/base/abi.hpp>
#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/fnv1a.hpp>
#include <chrnn/base/folder_names.hpp>
#include <chrnn/base/in_quotes.hpp>
#include <chrnn/base/input_file.hpp>
#include <chrnn/base/partial_file.hpp>
#include <chrnn/base/atomic_file.hpp>
#include <chrnn/base/indexed.hpp>
#include <chrnn/base/random.hpp>
#include <chrnn/base/sentence.hpp>
#include <chrnn/base/stopwatch.hpp>
#include <chrnn/base/utf8.hpp>
#include <chrnn/base/version.hpp>

// process: what processes that train one model together say to each other, and sums whose order none of them changes
#include <chrnn/process/process_group.hpp>
#include <chrnn/process/gather.hpp>
#include <chrnn/process/agreement.hpp>
#include <chrnn/process/pairwise_sum.hpp>
#include <chrnn/process/sum_division.hpp>
#include <chrnn/process/shared_sum.hpp>
#include <chrnn/process/exchange_record.hpp>

// shape: extents of tensors, grids of regions, the shapes between layers
#include <chrnn/shape/extents.hpp>
#include <chrnn/shape/broadcast.hpp>
#include <chrnn/shape/grid.hpp>
#include <chrnn/shape/feature_shape.hpp>
#include <chrnn/shape/region_box.hpp>
#include <chrnn/shape/region_features.hpp>
#include <chrnn/shape/split_scales.hpp>
#include <chrnn/shape/convolution.hpp>

// formula: pointwise equations and the gradients derived from them
#include <chrnn/formula/simd_traits.hpp>
#include <chrnn/formula/function.hpp>
#include <chrnn/formula/operators.hpp>
#include <chrnn/formula/slots.hpp>
#include <chrnn/formula/formula.hpp>
#include <chrnn/formula/symbol.hpp>
#include <chrnn/formula/let.hpp>

// tensor: expressions over tensors
#include <chrnn/tensor/location.hpp>
#include <chrnn/tensor/expression.hpp>
#include <chrnn/tensor/elementwise.hpp>
#include <chrnn/tensor/matrix.hpp>
#include <chrnn/tensor/noise.hpp>
#include <chrnn/tensor/print.hpp>
#include <chrnn/tensor/view.hpp>
#include <chrnn/tensor/product.hpp>
#include <chrnn/tensor/reduce.hpp>
#include <chrnn/tensor/reindex.hpp>
#include <chrnn/tensor/reshape.hpp>
#include <chrnn/tensor/window.hpp>

// backend: the verbs, and tensors that own memory
#include <chrnn/backend/backend.hpp>
#include <chrnn/backend/device.hpp>
#include <chrnn/backend/row_kernel.hpp>
#include <chrnn/backend/group.hpp>
#include <chrnn/backend/arena.hpp>
#include <chrnn/backend/cpu/eigen_core.hpp>
#include <chrnn/backend/cpu/eigen.hpp>
#include <chrnn/backend/cpu/pack.hpp>
#include <chrnn/backend/cpu/factors.hpp>
#include <chrnn/backend/cpu/bf16_factors.hpp>
#include <chrnn/backend/cpu/streaming.hpp>
#include <chrnn/backend/cpu/team.hpp>
#include <chrnn/backend/cpu/sums.hpp>
#include <chrnn/backend/storage.hpp>
#include <chrnn/backend/cpu/memory.hpp>
#include <chrnn/backend/cpu/gemm_tile.hpp>
#include <chrnn/backend/cpu/gemm_dots.hpp>
#include <chrnn/backend/cpu/gemm.hpp>
#include <chrnn/backend/cpu/worker_scratch.hpp>
#include <chrnn/backend/cpu/patches.hpp>
#include <chrnn/backend/cpu/convolve.hpp>
#include <chrnn/backend/cpu/products.hpp>
#include <chrnn/backend/cpu/cpu.hpp>
#include <chrnn/backend/assign.hpp>
#include <chrnn/backend/tensor.hpp>

// cell: the equations of one region
#include <chrnn/cell/names.hpp>
#include <chrnn/cell/cell.hpp>
#include <chrnn/cell/gru.hpp>
#include <chrnn/cell/lstm.hpp>
#include <chrnn/cell/md_lstm.hpp>
#include <chrnn/cell/halved_lstm.hpp>
#include <chrnn/cell/stable_lstm.hpp>
#include <chrnn/cell/leaky_lstm.hpp>
#include <chrnn/cell/peephole_lstm.hpp>
#include <chrnn/cell/selective_scan.hpp>
#include <chrnn/cell/srn.hpp>

// traverse: in which order regions are visited
#include <chrnn/traverse/neighbourhood.hpp>
#include <chrnn/traverse/direction.hpp>
#include <chrnn/traverse/wavefront.hpp>

// layer: what networks are made of
#include <chrnn/layer/parameter.hpp>
#include <chrnn/layer/parameter_gradient.hpp>
#include <chrnn/layer/pass.hpp>
#include <chrnn/layer/memory_layout.hpp>
#include <chrnn/layer/layer.hpp>
#include <chrnn/layer/whole_layer.hpp>
#include <chrnn/layer/add.hpp>
#include <chrnn/layer/batch_normalisation.hpp>
#include <chrnn/layer/concatenate.hpp>
#include <chrnn/layer/dense.hpp>
#include <chrnn/layer/dropout.hpp>
#include <chrnn/layer/global_average_pool.hpp>
#include <chrnn/layer/local_response.hpp>
#include <chrnn/layer/normalisation.hpp>
#include <chrnn/layer/lrn.hpp>
#include <chrnn/layer/lrn_within_channel.hpp>
#include <chrnn/layer/option.hpp>
#include <chrnn/layer/conv.hpp>
#include <chrnn/layer/row_pooling.hpp>
#include <chrnn/layer/pooling.hpp>
#include <chrnn/layer/windowed_pool.hpp>
#include <chrnn/layer/average_pool.hpp>
#include <chrnn/layer/max_pool.hpp>
#include <chrnn/layer/pyramid.hpp>
#include <chrnn/layer/rectifier.hpp>
#include <chrnn/layer/row_blocks.hpp>
#include <chrnn/layer/relu_lrn_pool_kernels.hpp>
#include <chrnn/layer/relu_lrn_pool.hpp>
#include <chrnn/layer/scale.hpp>
#include <chrnn/layer/scale_context.hpp>
#include <chrnn/layer/cell_step.hpp>
#include <chrnn/layer/weight_slice.hpp>
#include <chrnn/layer/cluster_scan.hpp>
#include <chrnn/layer/hierarchy_layout.hpp>
#include <chrnn/layer/scale_view.hpp>
#include <chrnn/layer/scan_kernels.hpp>
#include <chrnn/layer/scan.hpp>
#include <chrnn/layer/hierarchy_pass.hpp>
#include <chrnn/layer/hierarchy.hpp>

// loss: what training makes small
#include <chrnn/loss/loss.hpp>
#include <chrnn/loss/mean_squared_error.hpp>
#include <chrnn/loss/class_weights.hpp>
#include <chrnn/loss/label_smoothing.hpp>
#include <chrnn/loss/region_labels.hpp>
#include <chrnn/loss/region_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy.hpp>
#include <chrnn/loss/distribution_cross_entropy.hpp>
#include <chrnn/loss/softmax_cross_entropy_with.hpp>

// network: layers put together, and the model that gives them memory
#include <chrnn/network/named.hpp>
#include <chrnn/network/sequence.hpp>
#include <chrnn/network/fuse.hpp>
#include <chrnn/network/frozen.hpp>
#include <chrnn/network/graph.hpp>
#include <chrnn/network/placed_layers.hpp>
#include <chrnn/network/network.hpp>
#include <chrnn/network/head.hpp>
#include <chrnn/network/layer_info.hpp>
#include <chrnn/network/receptive_field.hpp>
#include <chrnn/network/c_hrnn.hpp>
#include <chrnn/network/table_one.hpp>
#include <chrnn/network/dense_head.hpp>
#include <chrnn/network/pooled_trunk.hpp>
#include <chrnn/network/caffenet.hpp>
#include <chrnn/network/grouped_alexnet.hpp>
#include <chrnn/network/overfeat.hpp>
#include <chrnn/network/released_spp_net.hpp>
#include <chrnn/network/zf_net.hpp>
#include <chrnn/network/name_map.hpp>
#include <chrnn/network/sequential_names.hpp>
#include <chrnn/network/lstm_names.hpp>
#include <chrnn/network/repeated.hpp>
#include <chrnn/network/torchvision_alexnet.hpp>
#include <chrnn/network/vgg.hpp>
#include <chrnn/network/resnet.hpp>
#include <chrnn/network/purpose.hpp>
#include <chrnn/network/memory_block.hpp>
#include <chrnn/network/memory_plan.hpp>
#include <chrnn/network/captures.hpp>
#include <chrnn/network/execution.hpp>
#include <chrnn/network/parameter_view.hpp>
#include <chrnn/network/placed_parameter.hpp>
#include <chrnn/network/initialise.hpp>
#include <chrnn/network/preprocessing.hpp>
#include <chrnn/network/class_probability.hpp>
#include <chrnn/network/model_options.hpp>
#include <chrnn/network/model_parameters.hpp>
#include <chrnn/network/prediction_pass.hpp>
#include <chrnn/network/training_pass.hpp>
#include <chrnn/network/model_passes.hpp>
#include <chrnn/network/model.hpp>
#include <chrnn/network/summary.hpp>

// train: the rule of learning, measures of success, comparisons, the gradient check
#include <chrnn/train/fingerprint.hpp>
#include <chrnn/train/confusion_matrix.hpp>
#include <chrnn/train/calibration.hpp>
#include <chrnn/train/roc_curve.hpp>
#include <chrnn/train/metrics.hpp>
#include <chrnn/train/region_metrics.hpp>
#include <chrnn/train/mcnemar.hpp>
#include <chrnn/train/paired_difference.hpp>
#include <chrnn/train/chi_square.hpp>
#include <chrnn/train/nearest.hpp>
#include <chrnn/train/probe.hpp>
#include <chrnn/train/set_class_weights.hpp>
#include <chrnn/train/check_gradient.hpp>
#include <chrnn/train/falling_rate.hpp>
#include <chrnn/train/cycling_rate.hpp>
#include <chrnn/train/schedule.hpp>
#include <chrnn/train/rule.hpp>
#include <chrnn/train/rule_facts.hpp>
#include <chrnn/train/sgd.hpp>
#include <chrnn/train/adam.hpp>
#include <chrnn/train/nadam.hpp>
#include <chrnn/train/rmsprop.hpp>
#include <chrnn/train/averaged.hpp>
#include <chrnn/train/any_rule.hpp>
#include <chrnn/train/update_kernels.hpp>
#include <chrnn/train/update_part.hpp>
#include <chrnn/train/update_stretch.hpp>
#include <chrnn/train/optimiser.hpp>
#include <chrnn/train/gradient_bucket.hpp>
#include <chrnn/train/summed_model.hpp>
#include <chrnn/train/device_sum.hpp>
#include <chrnn/train/shard_sum.hpp>

// data: images, other samples and features as batches
#include <chrnn/data/bad_file.hpp>
#include <chrnn/data/bad_items.hpp>
#include <chrnn/data/bitmap.hpp>
#include <chrnn/data/dataset.hpp>
#include <chrnn/data/mean_image.hpp>
#include <chrnn/data/subset.hpp>
#include <chrnn/data/k_folds.hpp>
#include <chrnn/data/class_subset.hpp>
#include <chrnn/data/kept_images.hpp>
#include <chrnn/data/dice.hpp>
#include <chrnn/data/symmetric_beta.hpp>
#include <chrnn/data/synthetic.hpp>
#include <chrnn/data/streams.hpp>
#include <chrnn/data/pathfinder.hpp>
#include <chrnn/data/labelled_images.hpp>
#include <chrnn/data/lakes.hpp>
#include <chrnn/data/label_map.hpp>
#include <chrnn/data/pixel_box.hpp>
#include <chrnn/data/resize.hpp>
#include <chrnn/data/crop.hpp>
#include <chrnn/data/augment/augmented_image.hpp>
#include <chrnn/data/augment/augmentation.hpp>
#include <chrnn/data/augment/blend.hpp>
#include <chrnn/data/augment/brightness.hpp>
#include <chrnn/data/augment/contrast.hpp>
#include <chrnn/data/augment/saturation.hpp>
#include <chrnn/data/augment/hue.hpp>
#include <chrnn/data/augment/colour_jitter.hpp>
#include <chrnn/data/augment/random_box.hpp>
#include <chrnn/data/augment/cutout.hpp>
#include <chrnn/data/augment/grayscale.hpp>
#include <chrnn/data/augment/horizontal_flip.hpp>
#include <chrnn/data/augment/random_resized_crop.hpp>
#include <chrnn/data/augment/rotation.hpp>
#include <chrnn/data/item_cache.hpp>
#include <chrnn/data/sampling.hpp>
#include <chrnn/data/batch_share.hpp>
#include <chrnn/data/batch_source.hpp>
#include <chrnn/data/sample_order.hpp>
#include <chrnn/data/mixing.hpp>
#include <chrnn/data/mixed_source.hpp>
#include <chrnn/data/loader_options.hpp>
#include <chrnn/data/loader_facts.hpp>
#include <chrnn/data/loader.hpp>
#include <chrnn/data/label_loader.hpp>
#include <chrnn/data/samples.hpp>
#include <chrnn/data/class_frequencies.hpp>
#include <chrnn/data/sample_source.hpp>
#include <chrnn/data/features.hpp>
#include <chrnn/data/feature_source.hpp>

// fit: the loop that brings them together
#include <chrnn/fit/history.hpp>
#include <chrnn/fit/predictor.hpp>
#include <chrnn/fit/image_options.hpp>
#include <chrnn/fit/progress.hpp>
#include <chrnn/fit/each_label.hpp>
#include <chrnn/fit/training_state.hpp>
#include <chrnn/fit/training_steps.hpp>
#include <chrnn/fit/with_averages.hpp>
#include <chrnn/fit/trainer.hpp>
#include <chrnn/fit/callback.hpp>
#include <chrnn/fit/early_stopping.hpp>
#include <chrnn/fit/stop_on_signals.hpp>
#include <chrnn/fit/shared_evaluation.hpp>
#include <chrnn/fit/evaluate.hpp>
#include <chrnn/fit/head_model.hpp>
#include <chrnn/fit/evaluate_features.hpp>
#include <chrnn/fit/shared_reports.hpp>
#include <chrnn/fit/loop_options.hpp>
#include <chrnn/fit/training_agreement.hpp>
#include <chrnn/fit/training_log.hpp>
#include <chrnn/fit/shard_steps.hpp>
#include <chrnn/fit/epoch_loop.hpp>
#include <chrnn/fit/fit.hpp>
#include <chrnn/fit/fit_features.hpp>
#include <chrnn/fit/evaluate_samples.hpp>
#include <chrnn/fit/fit_samples.hpp>
#include <chrnn/fit/label_image.hpp>
#include <chrnn/fit/fit_labels.hpp>
#include <chrnn/fit/rate_sweep.hpp>
#include <chrnn/fit/other_data.hpp>
