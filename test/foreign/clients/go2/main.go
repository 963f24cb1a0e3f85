// Sends requests with the AWS SDK for Go v2: reads one request a line, and writes one answer a line. See ../../client.ts.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"reflect"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/ec2"
	elbv2 "github.com/aws/aws-sdk-go-v2/service/elasticloadbalancingv2"
	"github.com/aws/aws-sdk-go-v2/service/sts"
	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

type request struct {
	Service, Action, How string
	Input                json.RawMessage
	Credentials          struct{ AccessKeyId, SecretAccessKey, SessionToken string }
}

// Paginators and waiters are functions of the package, so they cannot be found by their names.
var paginators = map[string]any{
	"DescribeTrafficMirrorSessions": ec2.NewDescribeTrafficMirrorSessionsPaginator,
	"DescribeLoadBalancers":         elbv2.NewDescribeLoadBalancersPaginator,
}
var waiters = map[string]any{
	"InstanceRunning": ec2.NewInstanceRunningWaiter,
}

func clientOf(asked request, url, region string) any {
	given := asked.Credentials
	signer := credentials.NewStaticCredentialsProvider(given.AccessKeyId, given.SecretAccessKey, given.SessionToken)
	switch asked.Service {
	case "sts":
		return sts.New(sts.Options{Region: region, Credentials: signer, EndpointResolver: sts.EndpointResolverFromURL(url)})
	case "elbv2":
		return elbv2.New(elbv2.Options{Region: region, Credentials: signer, EndpointResolver: elbv2.EndpointResolverFromURL(url)})
	default:
		return ec2.New(ec2.Options{Region: region, Credentials: signer, EndpointResolver: ec2.EndpointResolverFromURL(url)})
	}
}

// Calls a function with a context, if it takes one, and the input, which its type decides how to read.
func call(function reflect.Value, asked request, before, after []reflect.Value) ([]reflect.Value, error) {
	input := reflect.New(function.Type().In(len(before)).Elem())
	if err := json.Unmarshal(asked.Input, input.Interface()); err != nil {
		return nil, err
	}
	results := function.Call(append(append(before, input), after...))
	if err, failed := results[len(results)-1].Interface().(error); failed {
		return nil, err
	}
	return results, nil
}

func pages(paginator reflect.Value) (any, error) {
	found := []any{}
	for paginator.MethodByName("HasMorePages").Call(nil)[0].Bool() {
		results := paginator.MethodByName("NextPage").Call([]reflect.Value{reflect.ValueOf(context.Background())})
		if err, failed := results[1].Interface().(error); failed {
			return nil, err
		}
		found = append(found, results[0].Interface())
	}
	return found, nil
}

func answer(asked request, client reflect.Value) (any, error) {
	background := reflect.ValueOf(context.Background())
	switch asked.How {
	case "pages":
		results, err := call(reflect.ValueOf(paginators[asked.Action]), asked, []reflect.Value{client}, nil)
		if err != nil {
			return nil, err
		}
		return pages(results[0])
	case "wait":
		waiter := reflect.ValueOf(waiters[asked.Action]).Call([]reflect.Value{client})[0]
		longest := reflect.ValueOf(time.Minute)
		_, err := call(waiter.MethodByName("Wait"), asked, []reflect.Value{background}, []reflect.Value{longest})
		return nil, err
	}
	results, err := call(client.MethodByName(asked.Action), asked, []reflect.Value{background}, nil)
	if err != nil {
		return nil, err
	}
	return results[0].Interface(), nil
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var asked request
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			panic(err)
		}
		output, err := answer(asked, reflect.ValueOf(clientOf(asked, os.Args[1], os.Args[2])))
		result := map[string]any{"output": output}
		var code smithy.APIError
		var response *smithyhttp.ResponseError
		if errors.As(err, &code) && errors.As(err, &response) {
			result = map[string]any{"error": map[string]any{"code": code.ErrorCode(), "status": response.HTTPStatusCode()}}
		} else if err != nil {
			panic(err)
		}
		text, err := json.Marshal(result)
		if err != nil {
			panic(err)
		}
		fmt.Println(string(text))
	}
}
