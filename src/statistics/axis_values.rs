//! What the values of axes are: numbers or not, one or several.

use crate::config::{Axis, AxisValue};

/// The value, where it is a number.
pub(crate) fn axis_number(value: &AxisValue) -> Option<f64> {
    match value {
        AxisValue::Number(number) => Some(*number),
        AxisValue::Text(_) => None,
    }
}

/// The axes that have more than one value.
pub(crate) fn varied_axes(axes: &[Axis]) -> impl Iterator<Item = usize> {
    (0..axes.len()).filter(|axis| axes[*axis].values.len() > 1)
}
