"""torchvision's resnet50 on one picture or on batches: predict.py make|one|batch FOLDER [THREADS]"""
import sys
import time

import torch
import torchvision

what, folder = sys.argv[1:3]
network = torchvision.models.resnet50(weights=None)
if what == "make":
    import numpy
    from PIL import Image
    torch.save(network.state_dict(), f"{folder}/resnet50.pth")
    pixels = numpy.random.RandomState(0).randint(0, 256, (375, 500, 3), dtype=numpy.uint8)
    Image.fromarray(pixels).save(f"{folder}/picture.png")
    sys.exit()
network.load_state_dict(torch.load(f"{folder}/resnet50.pth"))
network.eval()
if what == "one":
    from PIL import Image
    from torchvision import transforms
    prepare = transforms.Compose([
        transforms.Resize(256), transforms.CenterCrop(224), transforms.ToTensor(),
        transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225])])
    with torch.inference_mode():
        shares, classes = network(prepare(Image.open(f"{folder}/picture.png").convert("RGB"))[None]).softmax(1).topk(5)
    for share, number in zip(shares[0], classes[0]):
        print(f"{100 * share:6.2f} %  class {number}")
    sys.exit()
if len(sys.argv) > 3:
    torch.set_num_threads(int(sys.argv[3]))
images = torch.rand(32, 3, 224, 224)
with torch.inference_mode():
    network(images)
    for _ in sys.stdin:
        start = time.perf_counter()
        network(images)
        print((time.perf_counter() - start) * 1000 / 32, flush=True)
