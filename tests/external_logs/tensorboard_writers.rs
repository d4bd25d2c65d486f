//! Event files that TensorBoard's own writers have written.

use std::path::PathBuf;

use super::{judged, verdict};
use crate::program::{python, skip};

/// Writes the same log by TensorBoard's own writer: as TensorFlow 1 and PyTorch do, and as
/// TensorFlow 2 does, in two files.
const WRITE: &str = "
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util.tensor_util import make_tensor_proto
import numpy
for kind in ['simple', 'tensor']:
    for part, steps in enumerate([range(1, 60), range(50, 101)]):
        writer = EventFileWriter(kind, filename_suffix=f'.{part}')
        for step in steps:
            d_loss = (0.69 if step < 40 else 0.01) + 1e-3 * (step % 7)
            for tag, value in [('Loss/discriminator', d_loss), ('Loss/generator', 3.0 + 0.01 * (step % 5)), ('fps', 9.0)]:
                if kind == 'simple':
                    value = Summary.Value(tag=tag, simple_value=value)
                else:
                    dtype = numpy.float64 if tag == 'fps' else numpy.float32
                    value = Summary.Value(tag=tag, tensor=make_tensor_proto(numpy.array(value, dtype)))
                writer.add_event(Event(wall_time=1.7e9 + step, step=step, summary=Summary(value=[value])))
        writer.close()
";

/// The same by PyTorch.
const WRITE_TORCH: &str = "
from torch.utils.tensorboard import SummaryWriter
writer = SummaryWriter('torch')
for step in range(1, 101):
    writer.add_scalar('Loss/discriminator', (0.69 if step < 40 else 0.01) + 1e-3 * (step % 7), step)
    writer.add_scalar('Loss/generator', 3.0 + 0.01 * (step % 5), step, new_style=step % 2 == 0)
    writer.add_scalar('fps', 9.0, step)
writer.close()
";

#[test]
fn what_tensorboards_own_writers_write_is_judged() {
    let folder = tempfile::tempdir().unwrap();
    let mut written: Vec<PathBuf> = Vec::new();
    if python(folder.path(), "tensorboard, numpy", WRITE) {
        written.extend(["simple", "tensor"].map(PathBuf::from));
    } else {
        skip("python3 with tensorboard");
    }
    if python(folder.path(), "torch.utils.tensorboard", WRITE_TORCH) {
        written.push("torch".into());
    } else {
        eprintln!("skipped: python3 with torch and tensorboard is not here");
    }
    for log in written {
        let (rows, said) = judged(
            folder.path(),
            &[
                log.to_str().unwrap(),
                "--loss",
                "bce",
                "--convention",
                "mean",
            ],
        );
        assert_eq!(verdict(&rows), "discriminator_dominance", "{said}");
        assert!(
            rows[0]["onset"]
                .as_u64()
                .is_some_and(|onset| (38..=44).contains(&onset)),
            "{rows:?}"
        );
        assert!(
            said.contains("100 steps; read step = the event's step, d_loss = Loss/discriminator"),
            "{said}"
        );
        assert!(said.contains("not read: fps"), "{said}");
    }
}
