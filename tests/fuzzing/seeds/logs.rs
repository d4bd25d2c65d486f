//! Logs as programs print them, in short.

/// Each line is repeated, as by a program that goes on.
const PRINTED: [&str; 12] = [
    "[1/20][AT/32]\tLoss_D: 1.8010\tLoss_G: 8.0963\tD(x): 0.4317\tD(G(z)): 0.3617 / 0.0005\n",
    "(epoch: 1, iters: AT, time: 2.4, data: 9.4) D_A: 0.54 G_A: 0.43 cycle_A: 2.2 D_B: 0.58 G_B: 0.6 \r\n",
    "[Epoch 0/200] [Batch AT/938] [D loss: 0.693, acc: 96.88%] [G loss: 0.71, adv: 0.5]\n",
    "AT: [D] real 0.0029 fake 0.2466 q 0.67:  [G] fake nan reg 0.03 q 1192.47\n",
    "[INFO] 2020-09-15 13:24:04 > Step: AT Progress: 0.1% ada_p: No Discriminator_loss: 0.006 Generator_loss: 5.1 \n",
    "20-05-22 17:42:09.481 - INFO: [epoch: 0, iter: AT, lr:(1.000e-04,)] l_g_gan: 4.5e-02 l_d_real: 1e-04 l_d_fake: 8e-05\n",
    "Elapsed [8:37:01.056768] batch: AT  d_loss: tensor(0.5, grad_fn=<AddBackward0>)  g_loss: -inf\n",
    "\r  0%|██        | AT/90000 [02:46<81:43:57,  3.27s/it]G: 2.06 | D: 0.05 | GP: 0.50",
    "Testing for epoch AT:\nname | loss | generation_loss\n-----\ngenerator (train) | 8.35 | 6.03\ndiscriminator (train) | 1.3 | 0.01\n",
    "\x1b[32mINFO\x1b[0m:root:step=AT {'d_loss': 0.5, 'g_loss': 1e-3}\n",
    "Epoch AT/10\n938/938 [=====>....] - 12s 13ms/step - d_loss: 0.5 - g_loss: 0.7\x08\x08\n",
    "Loaded AT images (of 3) in 12.5 s; D loss 0.5 G loss 0.7\n",
];

fn repeated(line: &str) -> String {
    (1..6)
        .map(|at| line.replace("AT", &at.to_string()))
        .collect()
}

pub fn printed() -> Vec<Vec<u8>> {
    let mut files: Vec<Vec<u8>> = PRINTED.iter().map(|line| repeated(line).into()).collect();
    files.push(
        PRINTED
            .iter()
            .map(|line| repeated(line))
            .collect::<String>()
            .into(),
    );
    files.push(utf16(&repeated(PRINTED[0])));
    files
}

fn utf16(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

pub fn json() -> Vec<Vec<u8>> {
    let flat = repeated("{\"step\": AT, \"errD\": 0.69, \"errG\": NaN, \"D(x)\": \"0.5\"}\n");
    let nested = repeated(
        "{\"Loss/D/loss\": {\"num\": 8, \"mean\": 1.1, \"std\": 0.1}, \"Loss/signs/real\": {\"num\": 8, \"mean\": -1.0}, \
         \"Progress\": {\"tick\": AT, \"kimg\": 0.5}}\n",
    );
    let list = format!("[{}]", flat.trim_end().replace('\n', ", "));
    let lists =
        "{\"history\": {\"d_loss\": [0.5, -Infinity, 0.6], \"g_loss\": [1, 2]}}".to_string();
    [flat, nested, list, lists].map(String::into_bytes).to_vec()
}

pub fn notebooks() -> Vec<Vec<u8>> {
    let notebook = |line: &str| {
        let text = repeated(line);
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        serde_json::json!({
            "cells": [
                {"cell_type": "code", "source": ["train()"], "outputs": [{"output_type": "stream", "text": lines}]},
                {"cell_type": "code", "outputs": [{"data": {"text/plain": text}}]},
            ],
            "nbformat": 4,
        })
        .to_string()
        .into()
    };
    vec![
        notebook(PRINTED[0]),
        notebook(PRINTED[7]),
        notebook(PRINTED[8]),
    ]
}
