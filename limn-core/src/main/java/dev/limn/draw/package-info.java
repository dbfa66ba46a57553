/// The front door: open a model, draw from sentences.
///
/// Start with [Limn][dev.limn.draw.Limn]: it opens a model, takes a [Prompt][dev.limn.draw.Prompt]
/// and gives [Drawing][dev.limn.draw.Drawing]s. Behind it [ModelBundle][dev.limn.draw.ModelBundle]
/// is a model on disk (`config.json`, the generator's and the text encoder's weights as
/// safetensors, the vocabulary, a card), [ImageTensors][dev.limn.draw.ImageTensors] turns seeds
/// into noise and tensors into pictures, and [ModelShelf][dev.limn.draw.ModelShelf] chooses among
/// several models by their vocabularies.
///
/// [Translation][dev.limn.draw.Translation] makes pictures of pictures with a model that
/// translates, [VectorModel][dev.limn.draw.VectorModel] rows of numbers.
///
/// A new way of drawing is a method of `Limn` that does its work in `studio.call`: the engine is
/// touched on that one thread only, and every picture is computed alone, so that its bytes depend
/// on nothing but the prompt.
package dev.limn.draw;
