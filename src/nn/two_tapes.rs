//! One operation on two tapes: that of the rows, and that of the parameters.

use dfdx::prelude::Tape as _;

use super::row_derivatives::RowDerivatives;
use super::tape::{Operation, Pass, Tape, WantedGradients};
use super::tensor::{GradientAccess, Tensor};

/// Records an operation on a batch's tape and, as one of its own training, on its parameter tape.
pub(super) fn record<R: Operation>(
    (tape, parameter_tape): (&mut Tape, &mut Option<Tape>),
    pass: Pass,
    operation: R,
    output: &Tensor,
) {
    let Some(parameter_tape) = parameter_tape else {
        // Nobody would know the derivatives by what comes after the parameter tape was taken.
        if let Some(shared) = &tape.shared {
            shared.refuse();
        }
        tape.record(pass, operation);
        return;
    };
    let Some(shared) = tape.shared.clone() else {
        parameter_tape.record(Pass::Train, operation.clone());
        tape.record(pass, operation);
        return;
    };
    if !R::ROW_WISE || pass != Pass::Frozen {
        shared.refuse();
    }
    let place = shared.next_place();
    record_parameters(parameter_tape, (&shared, place), operation.clone(), output);
    let Some(wanted) = tape.want::<R>(pass) else {
        shared.refuse();
        return;
    };
    let output = output.clone();
    tape.operations.add_backward_op(move |gradients| {
        if R::HAS_PARAMETERS && shared.has_begun() {
            shared.keep(place, &output, gradients.of(&output));
        }
        operation.backward(gradients, wanted);
        Ok(())
    });
}

/// Records an operation on the parameter tape.
fn record_parameters<R: Operation>(
    tape: &mut Tape,
    (shared, place): (&RowDerivatives, usize),
    operation: R,
    output: &Tensor,
) {
    let Some(wanted) = tape.want::<R>(Pass::Train) else {
        return;
    };
    let (shared, output) = (shared.clone(), output.clone());
    tape.operations.add_backward_op(move |gradients| {
        if !shared.has_begun() {
            operation.backward(gradients, wanted);
        } else if R::HAS_PARAMETERS {
            shared.write_own(place, gradients.sum(&output).values);
            let wanted = WantedGradients {
                parameters: true,
                input: false,
            };
            operation.backward(gradients, wanted);
        }
        Ok(())
    });
}
