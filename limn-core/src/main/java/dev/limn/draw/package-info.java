/// The front door: open a model, draw from sentences.
///
/// [dev.limn.draw.ModelBundle] is a model on disk: `config.json`, the generator's and the text
/// encoder's weights as safetensors, the vocabulary, a card.
package dev.limn.draw;
