/// Charts for reports: lines, points, histograms and fields over two axes ([dev.limn.plot.Plot]),
/// bars over categories ([dev.limn.plot.Bars]), tables as colours ([dev.limn.plot.HeatMap]), in the
/// colours of [dev.limn.plot.Ink].
///
/// Start with [dev.limn.plot.Plot]. They are drawn by XChart, which needs a font of the machine;
/// `dev.limn.plot.Charts` says how all of them look, and is where one more kind begins. A
/// training's own previews of tables need neither: they are a [dev.limn.image.RowPlot].
package dev.limn.plot;
